package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TopicStateTest {

    private static final Instant TIME = Instant.ofEpochMilli(1_000);

    @Test
    void begins_epoch_one_with_the_first_event() {
        var state = TopicState.EMPTY.after(event(1, 1), 10);

        assertThat(state.head()).isEqualTo(new TopicHead(1, 0, 1, 1, false));
        assertThat(state.created()).isEqualTo(TIME);
    }

    @Test
    void lets_entries_that_are_no_events_take_rows_and_no_sequence_numbers() {
        var configuration = new TopicConfiguration(5L, Duration.ofDays(1), true);

        var state =
                TopicState.EMPTY.after(new Configured(configuration, TIME), 10).after(event(1, 1), 10);

        assertThat(state.row()).isEqualTo(2);
        assertThat(state.last()).isEqualTo(1);
        assertThat(state.configuration()).isEqualTo(configuration);
    }

    @Test
    void starts_again_at_one_after_a_deletion() {
        var state = TopicState.EMPTY
                .after(event(1, 1), 10)
                .after(new Closed(TIME), 10)
                .after(new EpochRaised(2, Cause.DELETED, TIME), 10);

        assertThat(state.exists()).isFalse();
        assertThat(state.head()).isEqualTo(new TopicHead(2, 3, 1, 0, false));
        assertThat(state.after(event(2, 1), 10).head()).isEqualTo(new TopicHead(2, 3, 1, 1, false));
    }

    @Test
    void keeps_the_settings_when_a_restore_raises_the_epoch() {
        var configuration = new TopicConfiguration(5L, null, false);

        var state = TopicState.EMPTY
                .after(new Configured(configuration, TIME), 10)
                .after(event(1, 1), 10)
                .after(new EpochRaised(9, Cause.RESTORED, TIME), 10);

        assertThat(state.exists()).isTrue();
        assertThat(state.configuration()).isEqualTo(configuration);
        assertThat(state.head()).isEqualTo(new TopicHead(9, 3, 1, 0, false));
    }

    @Test
    void refuses_entries_that_cannot_follow() {
        var state = TopicState.EMPTY.after(event(1, 1), 10);

        assertThatThrownBy(() -> state.after(event(1, 3), 10)).hasMessageContaining("1-3 (expected: 1-2)");
        assertThatThrownBy(() -> state.after(event(1, 1), 10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.after(event(2, 2), 10)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> state.after(new EpochRaised(1, Cause.DELETED, TIME), 10))
                .hasMessageContaining("expected: above 1");
    }

    private static Appended event(long epoch, long seq) {
        return new Appended(new Event(new Position(epoch, seq), TIME, Content.TEXT, "x", null, null), null);
    }
}
