package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How streams live through stops, starts and topics that come to be. */
class StreamLifeIT {

    @Test
    void ends_its_streams_in_good_order_when_told_to_stop(@TempDir Path folder) {
        try (var weir = WeirProcess.on(folder, "-Dweir.connections.drain-time=1s");
                var reader = Follower.start(weir.uri("/stream?topic=t"), Follower.NO_CUT)) {
            await().until(() -> reader.opened() == 1);

            weir.terminate();

            assertThat(weir.awaitExit()).as(weir.output()).isZero();
            await().untilAsserted(() -> assertThat(reader.controls()).anySatisfy(frame -> {
                assertThat(frame.type()).isEqualTo("stream-bye");
                assertThat(frame.data()).contains("\"code\":3000", "\"reconnect\":true");
                assertThat(frame.lastEventId()).isEqualTo("0-0~");
            }));
            assertThat(reader.cleanEnds()).isPositive();
        }
    }

    @Test
    void goes_on_where_it_was_after_a_stop(@TempDir Path folder) {
        String first;
        try (var weir = WeirProcess.on(folder)) {
            first = Publish.text(weir, "t", "a");
        }
        try (var weir = WeirProcess.on(folder)) {
            assertThat(first).contains("\"id\":\"1-1\"");
            assertThat(Publish.text(weir, "t", "b")).contains("\"id\":\"1-2\"");
        }
    }

    @Test
    void tells_a_subscriber_of_the_first_event_of_a_topic_that_did_not_exist(@TempDir Path folder) {
        try (var weir = WeirProcess.on(folder);
                var reader = Follower.start(weir.uri("/stream?topic=t"), Follower.NO_CUT)) {
            await().until(() -> reader.opened() == 1);
            assertThat(reader.lastEventId()).isEqualTo("0-0");

            Publish.text(weir, "t", "first");

            await().untilAsserted(() -> assertThat(reader.events()).hasSize(1));
            assertThat(reader.lastEventId()).isEqualTo("1-1");
        }
    }
}
