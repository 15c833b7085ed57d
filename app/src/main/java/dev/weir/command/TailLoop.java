package dev.weir.command;

import dev.weir.client.StreamFailed;
import dev.weir.client.StreamItem;
import dev.weir.client.StreamItem.Denied;
import dev.weir.client.StreamItem.Interrupted;
import dev.weir.client.StreamItem.Message;
import dev.weir.client.StreamItem.Missed;
import dev.weir.client.StreamItem.Opened;
import dev.weir.command.Inbox.Arrival;
import dev.weir.terminal.ExitStatus;
import dev.weir.terminal.Output;
import dev.weir.wire.TopicName;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what arrives, in order, until it is told to stop or there is nothing more to come. For one thread. */
final class TailLoop {

    /** No bound on the number of events. */
    static final long COUNT_UNLIMITED = Long.MAX_VALUE;

    /**
     * How it ended.
     *
     * @param why one line
     */
    record End(int status, String why) {}

    private final Inbox inbox;
    private final Output output;
    private final TailForm form;
    private final TailNotes notes;
    private final Places places;
    private final Set<TopicName> open;
    private final long countMax;
    private long count;

    /** @param countMax events after which to end */
    TailLoop(
            List<TopicName> topics,
            Inbox inbox,
            Output output,
            TailForm form,
            TailNotes notes,
            Places places,
            long countMax) {
        this.open = new HashSet<>(topics);
        this.inbox = inbox;
        this.output = output;
        this.form = form;
        this.notes = notes;
        this.places = places;
        this.countMax = countMax;
    }

    /** Blocks until the end. */
    End run() throws InterruptedException {
        try {
            while (true) {
                var arrival = inbox.poll();
                if (arrival == null) {
                    // Nothing more is at hand: what was written so far must not wait for it.
                    flush();
                    arrival = inbox.take();
                }
                var end = arrival == null ? stopped() : on(arrival);
                if (end != null) {
                    flush();
                    return end;
                }
            }
        } catch (IOException failure) {
            places.written(output.written());
            return Output.isBrokenPipe(failure)
                    ? new End(ExitStatus.BROKEN_PIPE, "nobody reads standard output any more")
                    : new End(ExitStatus.FAILED, "standard output: " + Shown.reason(failure));
        }
    }

    static End stopped() {
        return new End(ExitStatus.STOPPED, "stopped");
    }

    private void flush() throws IOException {
        output.flush();
        places.written(output.written());
    }

    private @Nullable End on(Arrival arrival) throws IOException {
        if (arrival instanceof Arrival.Item item) {
            return onItem(item.topic(), item.item());
        }
        return onEnded((Arrival.Ended) arrival);
    }

    private @Nullable End onItem(TopicName topic, StreamItem item) throws IOException {
        if (item instanceof Message message) {
            write(form.event(topic, message));
            count++;
        } else if (item instanceof Missed missed) {
            var line = form.gap(missed);
            write(line == null ? "" : line);
            flush();
            notes.missed(missed);
        } else {
            // First what was written, so that both are in order where a terminal shows them together.
            flush();
            note(topic, item);
        }
        places.reach(output.accepted(), topic, item.id());
        return count < countMax ? null : new End(ExitStatus.STOPPED, count + (count == 1 ? " event" : " events"));
    }

    private void write(String line) throws IOException {
        output.write(line);
        places.written(output.written());
    }

    private void note(TopicName topic, StreamItem item) {
        if (item instanceof Opened opened) {
            notes.opened(topic, opened);
        } else if (item instanceof Interrupted interrupted) {
            notes.interrupted(topic, interrupted);
        } else if (item instanceof Denied denied) {
            notes.denied(denied);
        }
    }

    private @Nullable End onEnded(Arrival.Ended ended) throws IOException {
        var failure = ended.failure();
        if (failure != null) {
            boolean gaveUp = failure instanceof StreamFailed failed && failed.reason() == StreamFailed.Reason.GAVE_UP;
            return new End(
                    gaveUp ? ExitStatus.FAILED : ExitStatus.REFUSED,
                    ended.topic().text() + ": " + failure.getMessage());
        }
        flush();
        places.leave(ended.topic());
        open.remove(ended.topic());
        var closed = ended.topic().text() + ": closed, nothing more will come";
        if (open.isEmpty()) {
            return new End(ExitStatus.STOPPED, closed);
        }
        notes.say(closed);
        return null;
    }
}
