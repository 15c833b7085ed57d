package dev.weir.journal;

import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.topic.TopicCommand.Change;
import dev.weir.topic.TopicCommand.Close;
import dev.weir.topic.TopicCommand.Configure;
import dev.weir.topic.TopicCommand.Delete;
import dev.weir.topic.TopicReply.Refused;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a change of a topic comes to. Pure: it decides what to store, and does not. */
sealed interface TopicChange {

    /** To be stored, and answered after the commit. */
    record Store(JournalEntry entry) implements TopicChange {}

    /** The topic is as it was asked for. */
    record Nothing() implements TopicChange {}

    record Refuse(Refused reply) implements TopicChange {}

    static TopicChange of(TopicState state, Change change, Instant moment) {
        var now = moment.truncatedTo(ChronoUnit.MILLIS);
        if (moment.isAfter(change.deadline())) {
            return refuse(Refusal.DEADLINE_PASSED, "deadline: passed before the commit (nothing was changed)");
        }
        if (change instanceof Configure configure) {
            return configure(state, configure, now);
        }
        if (!state.exists()) {
            return refuse(Refusal.NO_SUCH_TOPIC, "topic: not there (expected: one that exists)");
        }
        if (change instanceof Close) {
            return state.closed() ? new Nothing() : new Store(new Closed(now));
        }
        if (change instanceof Delete) {
            return new Store(new EpochRaised(state.epochForNext() + 1, Cause.DELETED, now));
        }
        throw new AssertionError("unreachable: " + change.getClass());
    }

    private static TopicChange configure(TopicState state, Configure wish, Instant now) {
        if (!state.exists() && !wish.mayCreate()) {
            return refuse(Refusal.TOO_MANY_TOPICS, "topic: not there (expected: one that exists)");
        }
        var events = wish.retentionEvents();
        if (events != null && events < 1) {
            return badSettings("retention.events", events, "at least 1");
        }
        var age = wish.retentionAge();
        if (age != null
                && (!age.equals(Duration.ofSeconds(age.toSeconds())) || age.compareTo(Duration.ofSeconds(1)) < 0)) {
            return badSettings("retention.age", age, "whole seconds, at least 1");
        }
        var configuration = state.configuration().with(wish);
        if (configuration.keyed() != state.configuration().keyed() && state.last() > 0) {
            return refuse(
                    Refusal.KEYED_IS_FIXED,
                    "keyed: " + configuration.keyed() + " (expected: "
                            + state.configuration().keyed() + ", as it was when the first event came)");
        }
        boolean same = state.exists() && configuration.equals(state.configuration());
        return same ? new Nothing() : new Store(new Configured(configuration, now));
    }

    private static TopicChange badSettings(String what, Object value, String expected) {
        return refuse(Refusal.BAD_TOPIC_SETTINGS, what + ": " + value + " (expected: " + expected + ")");
    }

    private static TopicChange refuse(Refusal refusal, String detail) {
        return new Refuse(new Refused(refusal, detail));
    }
}
