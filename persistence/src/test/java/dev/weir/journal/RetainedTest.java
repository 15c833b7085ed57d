package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.topic.Retention;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetainedTest {

    private static final Retention THREE = new Retention(3, Retention.FOREVER);
    private static final Retention ALL = new Retention(Retention.ALL, Retention.FOREVER);

    @Test
    void moves_on_with_every_event_beyond_the_bound() {
        var retained = new Retained(THREE, Position.START);

        assertThat(retained.head(TopicState.EMPTY)).isEqualTo(TopicHead.EMPTY);
        assertThat(retained.head(topic(3)).earliest()).isEqualTo(1);
        assertThat(retained.head(topic(4)).earliest()).isEqualTo(2);
        assertThat(retained.head(topic(10)).earliest()).isEqualTo(8);
    }

    @Test
    void never_goes_back_when_more_is_kept_from_now_on() {
        var retained = new Retained(THREE, Position.START);
        retained.head(topic(10));
        var more = topic(10).after(new Configured(new TopicConfiguration(100L, null, false), Instant.EPOCH), 10);

        assertThat(retained.head(more).earliest()).isEqualTo(8);
    }

    @Test
    void begins_where_the_rows_begin() {
        assertThat(new Retained(ALL, new Position(1, 7)).head(topic(10)).earliest())
                .isEqualTo(7);
        assertThat(new Retained(THREE, new Position(1, 7)).head(topic(10)).earliest())
                .isEqualTo(8);
    }

    @Test
    void knows_nothing_of_an_epoch_that_is_over() {
        var retained = new Retained(ALL, new Position(1, 7));
        var deleted = topic(10).after(new EpochRaised(2, Cause.DELETED, Instant.EPOCH), 10);

        assertThat(retained.head(deleted)).isEqualTo(new TopicHead(2, 11, 1, 0, false));
        retained.raise(1, 11);
        assertThat(retained.head(deleted).earliest()).isEqualTo(1);
    }

    @Test
    void announces_an_empty_topic_when_all_events_are_too_old() {
        var retained = new Retained(ALL, Position.START);
        retained.head(topic(10));

        retained.raise(1, 11);

        assertThat(retained.head(topic(10)).isEmpty()).isTrue();
        assertThat(retained.head(topic(11)).earliest()).isEqualTo(11);
    }

    private static TopicState topic(int events) {
        var state = TopicState.EMPTY;
        for (int seq = 1; seq <= events; seq++) {
            var event = new Event(new Position(1, seq), Instant.EPOCH, Content.TEXT, "x", null, null);
            state = state.after(new Appended(event, null), 10);
        }
        return state;
    }
}
