package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class DrainTest extends ConnectionsScene {

    @Test
    void drains_at_a_steady_rate_and_refuses_newcomers() throws Exception {
        var streams = new ArrayList<Client>();
        for (int i = 0; i < 16; i++) {
            var stream = open(null);
            stream.next();
            streams.add(stream);
        }
        var drained = kit.<Connections.Drained>createTestProbe();

        connections.tell(new Connections.Drain(Duration.ofSeconds(2), drained.getRef()));
        connections.tell(wanted(null, replies.getRef()));

        var refused = replies.expectMessageClass(OpenReply.NotOpened.class);
        assertThat(refused.refusal()).isEqualTo(Refusal.DRAINING);
        assertThat(refused.end()).isEqualTo(StreamEnd.DRAIN);
        for (int ended = 1; ended <= 16; ended++) {
            int expected = ended;
            await().untilAsserted(() -> assertThat(observer.heard.stream().filter("ended drain"::equals))
                    .hasSize(expected));
            pass(Duration.ofMillis(100));
        }
        drained.expectMessageClass(Connections.Drained.class);
        for (var stream : streams) {
            assertThat(stream.untilEnd(Duration.ZERO)).contains("\"code\":3000").endsWith("id: 1-0~\n\n");
        }
    }

    @Test
    void a_client_that_does_not_take_its_good_bye_does_not_hold_the_drain_up() {
        open(null);
        var drained = kit.<Connections.Drained>createTestProbe();

        connections.tell(new Connections.Drain(Duration.ofSeconds(2), drained.getRef()));
        drained.expectNoMessage(Duration.ofMillis(50));
        passUntil(Duration.ofSeconds(1), () -> observer.heard.contains("ended drain"));

        drained.expectMessageClass(Connections.Drained.class);
        assertThat(observer.heard).containsExactly("opened", "ended drain");
    }

    @Test
    void a_drain_without_streams_is_done_at_once() {
        var drained = kit.<Connections.Drained>createTestProbe();

        connections.tell(new Connections.Drain(Duration.ofSeconds(2), drained.getRef()));

        drained.expectMessageClass(Connections.Drained.class);
    }
}
