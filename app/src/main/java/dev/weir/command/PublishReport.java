package dev.weir.command;

import dev.weir.json.Json;
import dev.weir.terminal.ExitStatus;
import java.time.Duration;
import java.util.Locale;

/**
 * What is said when a run has ended.
 *
 * @param remembered whether a checkpoint says where to go on
 */
record PublishReport(
        String server, String topic, String run, PublishOutcome outcome, Duration elapsed, boolean remembered) {

    /** One line for people. */
    String line() {
        return outcome.isComplete() ? summary() : failure();
    }

    private String summary() {
        var tally = outcome.tally();
        if (tally.lines() == 0) {
            return "no lines published to " + topic + ": nothing is in the input";
        }
        var ids = tally.firstId() == null ? "" : " (" + tally.firstId() + " to " + tally.lastId() + ")";
        return String.format(
                Locale.ROOT,
                "%d %s published to %s%s, %d of them before, %.1f s, %d/s",
                tally.lines(),
                tally.lines() == 1 ? "line" : "lines",
                topic,
                ids,
                tally.replayed(),
                elapsed.toMillis() / 1e3,
                PublishWatch.rate(tally.lines(), elapsed));
    }

    private String failure() {
        var mending = outcome.ending().status() == ExitStatus.REFUSED ? " after mending" : "";
        var how = remembered ? "the same command, or " : "";
        var where = outcome.ending() == PublishOutcome.Ending.GAVE_UP ? server + ": " : "";
        return where + outcome.why() + "; " + outcome.stored() + "; go on" + mending + " with: " + how
                + outcome.goOn(run);
    }

    /** The same for programs. */
    String json() {
        var tally = outcome.tally();
        return Json.object(json -> {
            json.writeStringField("topic", topic);
            json.writeStringField("run", run);
            json.writeBooleanField("complete", outcome.isComplete());
            json.writeNumberField("lines", tally.lines());
            json.writeNumberField("before", tally.replayed());
            json.writeStringField("firstId", tally.firstId());
            json.writeStringField("lastId", tally.lastId());
            json.writeNumberField("storedThrough", tally.storedThrough());
            json.writeNumberField("doubtThrough", outcome.doubtThrough());
            json.writeNumberField("seconds", elapsed.toMillis() / 1e3);
        });
    }
}
