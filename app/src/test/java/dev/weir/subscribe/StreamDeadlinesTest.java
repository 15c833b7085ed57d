package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.subscribe.StreamDeadlines.Due;
import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamDeadlinesTest {

    private static final ConnectionSettings SETTINGS = TestSettings.defaults();

    private long now = -5_000_000_000L;
    private final ConnectionProgress progress =
            new ConnectionProgress(Cursor.of(new TopicName("t"), Position.START), () -> now);
    private final StreamDeadlines deadlines = new StreamDeadlines(
            progress, () -> Duration.ofSeconds(25), Duration.ofMinutes(60), null, SETTINGS, SendQueue.NONE);

    @Test
    void a_heartbeat_is_due_after_an_interval_of_silence_and_not_before() {
        take();

        pass(Duration.ofMillis(24_999));
        assertThat(deadlines.due(now)).isEqualTo(Due.NOTHING);
        assertThat(deadlines.untilNext(now)).isEqualTo(Duration.ofMillis(1));

        pass(Duration.ofMillis(1));
        assertThat(deadlines.due(now)).isEqualTo(Due.HEARTBEAT);
        assertThat(deadlines.due(now)).isEqualTo(Due.NOTHING);
        pass(Duration.ofSeconds(20));
        assertThat(deadlines.untilNext(now)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void whatever_was_sent_puts_the_heartbeat_off() {
        pass(Duration.ofSeconds(20));
        send(true);
        take();

        pass(Duration.ofSeconds(24));

        assertThat(deadlines.due(now)).isEqualTo(Due.NOTHING);
        assertThat(deadlines.untilNext(now)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_client_that_takes_nothing_stalls() {
        take();
        pass(Duration.ofSeconds(10));
        send(true);

        pass(Duration.ofMillis(59_999));
        assertThat(deadlines.due(now)).isEqualTo(Due.HEARTBEAT);
        assertThat(deadlines.untilNext(now)).isEqualTo(Duration.ofMillis(1));

        pass(Duration.ofMillis(1));
        assertThat(deadlines.due(now)).isEqualTo(Due.STALL);
    }

    @Test
    void a_client_that_never_takes_anything_stalls() {
        pass(Duration.ofSeconds(60));

        assertThat(deadlines.due(now)).isEqualTo(Due.STALL);
    }

    @Test
    void slow_is_not_stalled() {
        for (int i = 0; i < 10; i++) {
            send(true);
            pass(Duration.ofSeconds(59));
            assertThat(deadlines.due(now)).isNotEqualTo(Due.STALL);
            take();
        }
    }

    @Test
    void heartbeats_do_not_keep_an_idle_stream_alive() {
        for (int i = 0; i < 89; i++) {
            pass(Duration.ofSeconds(20));
            send(false);
            take();
            assertThat(deadlines.due(now)).isEqualTo(Due.NOTHING);
        }

        pass(Duration.ofSeconds(20));

        assertThat(deadlines.due(now)).isEqualTo(Due.IDLE);
    }

    @Test
    void events_put_idleness_off_but_not_the_end_of_the_life() {
        for (int i = 0; i < 179; i++) {
            pass(Duration.ofSeconds(20));
            send(true);
            take();
            assertThat(deadlines.due(now)).isEqualTo(Due.NOTHING);
        }

        pass(Duration.ofSeconds(20));

        assertThat(deadlines.due(now)).isEqualTo(Due.LIFETIME);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void send(boolean event) {
        progress.pushed(1, event);
    }

    private void take() {
        progress.taken(true);
    }
}
