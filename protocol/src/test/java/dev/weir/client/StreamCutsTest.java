package dev.weir.client;

import static dev.weir.client.ScriptedServer.open;
import static dev.weir.client.ScriptedServer.stream;
import static dev.weir.client.StreamText.AT_ONCE;
import static dev.weir.client.StreamText.QUERY;
import static dev.weir.client.StreamText.event;
import static dev.weir.client.StreamText.events;
import static dev.weir.client.StreamText.line;
import static dev.weir.client.StreamText.lines;
import static dev.weir.client.StreamText.opened;
import static dev.weir.client.StreamText.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.ScriptedServer.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Connections that break, anywhere, and streams that are cut into pieces. */
class StreamCutsTest {

    private static final int EVENTS = 5;

    private final ScriptedServer server = ScriptedServer.start();
    private final WeirClient client =
            WeirClient.builder(server.uri()).reconnect(AT_ONCE).build();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void gives_every_event_once_when_cut_after_any_byte() {
        var whole = "retry: 1\n" + opened("1-0") + events(1, EVENTS);
        for (int cut = 0; cut <= whole.length(); cut++) {
            server.script(stream(whole.substring(0, cut))).otherwise(resuming(EVENTS));

            var recorder = ItemRecorder.greedy().follow(client, QUERY);

            ItemRecorder.soon().until(() -> recorder.items().contains(message(EVENTS)));
            recorder.cancel();
            assertThat(recorder.items().stream().filter(StreamItem.Message.class::isInstance))
                    .as("cut after %d bytes", cut)
                    .containsExactly(message(1), message(2), message(3), message(4), message(5));
        }
    }

    private static StreamItem message(int seq) {
        return new StreamItem.Message("message", "e" + seq, "1-" + seq);
    }

    @RepeatedTest(20)
    void does_not_mind_where_the_bytes_are_split() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        server.script(inPieces(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + ": hb\n" + opened("1-0") + ": hb\n"
                        + "event: ü\n" + event(1) + event(2),
                random));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);

        ItemRecorder.soon().alias("seed " + seed).until(() -> recorder.count() >= 3);
        recorder.expect("Opened @1-0", "ü e1 @1-1", "message e2 @1-2");
        recorder.assertExhausted();
    }

    private static Script inPieces(String text, SplittableRandom random) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return connection -> {
            for (int at = 0; at < bytes.length; ) {
                int end = Math.min(bytes.length, at + random.nextInt(1, 30));
                connection.write(Arrays.copyOfRange(bytes, at, end));
                at = end;
            }
            connection.hold();
        };
    }

    @Test
    void survives_a_reset_in_the_middle_of_an_event() {
        server.script(
                stream(opened("1-0") + event(1) + "data: e2").then(ScriptedServer.Connection::reset),
                open(opened("1-1") + event(2)));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);

        recorder.expectLater(line(2));
        assertThat(recorder.items())
                .filteredOn(StreamItem.Message.class::isInstance)
                .hasSize(2);
        recorder.assertExhausted();
    }

    @Test
    void comes_back_behind_the_last_item_that_was_delivered() {
        server.script(stream(opened("1-0") + events(1, 10) + "data: cut"), open(opened("1-10")));

        var recorder = ItemRecorder.asking(4).follow(client, QUERY);
        recorder.expect("Opened @1-0").expect(lines(1, 3));
        recorder.request(1);
        recorder.expect(line(4));
        assertThat(server.requests()).as("what was read is not lost by the cut").hasSize(1);
        recorder.request(8);

        recorder.expect(lines(5, 10)).expect("Interrupted 1 @1-10", "Opened @1-10");
        assertThat(server.requests().get(1).header("last-event-id")).isEqualTo("1-10");
        recorder.assertExhausted();
    }

    @Test
    void an_id_counts_with_its_block_only() {
        server.script(stream(opened("1-0") + event(1) + "id: 1-9\ndata: never finished\n"), open(opened("1-1")));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1");
        assertThat(server.requests().get(1).header("last-event-id")).isEqualTo("1-1");
    }

    @Test
    void asks_for_the_stream_as_the_protocol_says() {
        server.otherwise(open(opened("0-0")));
        var query = StreamQuery.of("a b", "ü/&").from("-10m").after("v1.AA-_").heartbeat(Duration.ofSeconds(5));

        var recorder = ItemRecorder.greedy().follow(client, query);

        recorder.expect("Opened @0-0");
        var request = server.requests().get(0);
        assertThat(request.target()).isEqualTo("/stream?topic=a%20b&topic=%C3%BC%2F%26&from=-10m&heartbeat=5");
        assertThat(request.header("last-event-id")).isEqualTo("v1.AA-_");
        assertThat(request.header("accept")).isEqualTo("text/event-stream");
        assertThat(request.headers()).doesNotContainKeys("accept-encoding", "authorization", "upgrade");
    }
}
