package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.topic.Retention;
import dev.weir.topic.TopicCommand.Change;
import dev.weir.topic.TopicCommand.Close;
import dev.weir.topic.TopicCommand.Configure;
import dev.weir.topic.TopicCommand.Delete;
import dev.weir.topic.TopicReply;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TopicChangeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123456Z");
    private static final Instant STORED = Instant.parse("2026-11-24T12:00:00.123Z");
    private static final TopicConfiguration CONFIGURATION = new TopicConfiguration(10L, Duration.ofHours(1), true);

    private final TestInbox<TopicReply> caller = TestInbox.create();

    @Test
    void creates_a_topic_with_what_was_asked_and_changes_only_that_later() {
        var created = after(TopicState.EMPTY, configure(10L, Duration.ofHours(1), true));
        var changed = after(created, configure(null, Retention.FOREVER, null));

        assertThat(created.configuration()).isEqualTo(CONFIGURATION);
        assertThat(created.created()).isEqualTo(STORED);
        assertThat(changed.configuration()).isEqualTo(new TopicConfiguration(10L, Retention.FOREVER, true));
        assertThat(changed.created()).isEqualTo(STORED);
    }

    @Test
    void stores_nothing_when_the_topic_is_so_already() {
        var created = after(TopicState.EMPTY, configure(null, null, null));
        var closed = after(created, close());

        assertThat(decide(created, configure(null, null, false))).isInstanceOf(TopicChange.Nothing.class);
        assertThat(decide(closed, close())).isInstanceOf(TopicChange.Nothing.class);
    }

    @Test
    void does_not_change_whether_a_topic_is_keyed_once_it_has_had_events() {
        var empty = after(TopicState.EMPTY, configure(null, null, true));
        var used = empty.after(event(), 10);

        assertThat(after(empty, configure(null, null, false)).configuration().keyed())
                .isFalse();
        assertThat(refusal(decide(used, configure(null, null, false)))).isEqualTo(Refusal.KEYED_IS_FIXED);
        assertThat(after(used, configure(5L, null, true)).configuration().retentionEvents())
                .isEqualTo(5);
        assertThat(after(after(used, delete()), configure(null, null, false))
                        .configuration()
                        .keyed())
                .isFalse();
    }

    @Test
    void closes_and_deletes_only_what_is_there() {
        var topic = TopicState.EMPTY.after(event(), 10);
        var deleted = after(topic, delete());

        assertThat(decide(topic, close())).isEqualTo(new TopicChange.Store(new Closed(STORED)));
        assertThat(decide(topic, delete())).isEqualTo(new TopicChange.Store(new EpochRaised(2, Cause.DELETED, STORED)));
        assertThat(refusal(decide(TopicState.EMPTY, close()))).isEqualTo(Refusal.NO_SUCH_TOPIC);
        assertThat(refusal(decide(TopicState.EMPTY, delete()))).isEqualTo(Refusal.NO_SUCH_TOPIC);
        assertThat(refusal(decide(deleted, delete()))).isEqualTo(Refusal.NO_SUCH_TOPIC);
    }

    @Test
    void refuses_settings_out_of_bounds_and_what_comes_too_late() {
        var late = new Close(NOW.minusNanos(1), caller.getRef());

        assertThat(refusal(decide(TopicState.EMPTY, configure(0L, null, null)))).isEqualTo(Refusal.BAD_TOPIC_SETTINGS);
        assertThat(refusal(decide(TopicState.EMPTY, configure(null, Duration.ofMillis(1_500), null))))
                .isEqualTo(Refusal.BAD_TOPIC_SETTINGS);
        assertThat(refusal(decide(TopicState.EMPTY, configure(null, Duration.ZERO, null))))
                .isEqualTo(Refusal.BAD_TOPIC_SETTINGS);
        assertThat(refusal(decide(TopicState.EMPTY, late))).isEqualTo(Refusal.DEADLINE_PASSED);
    }

    @Test
    void begins_with_nothing_after_a_deletion_and_with_the_state_after_a_restore() {
        var keyed = after(TopicState.EMPTY, configure(null, null, true)).after(event(), 10);

        var deleted = keyed.after(new EpochRaised(2, Cause.DELETED, NOW), 10);
        var restored = keyed.after(new EpochRaised(9, Cause.RESTORED, NOW), 10);

        assertThat(keyed.latest().size()).isEqualTo(1);
        assertThat(deleted.latest().size()).isZero();
        assertThat(deleted.configuration()).isEqualTo(TopicConfiguration.DEFAULT);
        assertThat(restored.latest()).isEqualTo(keyed.latest());
    }

    @Test
    void keeps_no_state_unless_keyed() {
        var topic = TopicState.EMPTY.after(new Configured(TopicConfiguration.DEFAULT, NOW), 10);

        assertThat(topic.after(event(), 10).latest().size()).isZero();
    }

    private Configure configure(@Nullable Long events, @Nullable Duration age, @Nullable Boolean keyed) {
        return new Configure(events, age, keyed, true, NOW, caller.getRef());
    }

    private Change close() {
        return new Close(NOW, caller.getRef());
    }

    private Change delete() {
        return new Delete(NOW, caller.getRef());
    }

    private static Appended event() {
        return new Appended(new Event(new Position(1, 1), STORED, Content.JSON, "1", null, "k"), null);
    }

    private static TopicChange decide(TopicState state, Change change) {
        return TopicChange.of(state, change, NOW);
    }

    private static TopicState after(TopicState state, Change change) {
        return state.after(((TopicChange.Store) decide(state, change)).entry(), 10);
    }

    private static Refusal refusal(TopicChange decided) {
        return ((TopicChange.Refuse) decided).reply().refusal();
    }
}
