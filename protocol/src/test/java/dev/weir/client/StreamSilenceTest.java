package dev.weir.client;

import static dev.weir.client.ScriptedServer.open;
import static dev.weir.client.StreamText.QUERY;
import static dev.weir.client.StreamText.event;
import static dev.weir.client.StreamText.line;
import static dev.weir.client.StreamText.opened;
import static dev.weir.client.StreamText.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections on which nothing comes any more. Time passes only when a test says so. */
class StreamSilenceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTimers time = new ManualTimers();
    private final ScriptedServer server = ScriptedServer.start();
    private final WeirClient client =
            WeirClient.builder(server.uri()).timers(time).random(() -> 0).build();

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    /** Lets time pass until the line is there; returns how many seconds that took. */
    private int passUntil(ItemRecorder recorder, int lines) {
        var passed = new int[1];
        ItemRecorder.soon().pollInterval(Duration.ofMillis(20)).until(() -> {
            if (recorder.count() >= lines) {
                return true;
            }
            time.advance(SECOND);
            passed[0]++;
            return false;
        });
        return passed[0];
    }

    @Test
    void takes_a_silent_stream_for_dead() {
        server.script(open(opened("1-0") + event(1)), resuming(2));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);
        recorder.expect("Opened @1-0", line(1));
        int seconds = passUntil(recorder, 3);

        assertThat(seconds).isBetween(35, 40);
        recorder.expect("Interrupted 1 @1-1");
        assertThat(recorder.items().get(2))
                .extracting("why")
                .isEqualTo("silence: nothing for 35000 ms (expected: a byte)");
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        passUntil(recorder, 5);
        recorder.expect("Opened @1-1", line(2)).assertExhausted();
    }

    @Test
    void a_longer_heartbeat_that_was_announced_is_waited_for() {
        server.script(open(opened("1-0").replace("\"heartbeat\":25", "\"heartbeat\":50")));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);
        recorder.expect("Opened @1-0");

        assertThat(passUntil(recorder, 2)).isBetween(70, 75);
    }

    @Test
    void a_comment_is_a_sign_of_life() throws IOException {
        server.script(open(opened("1-0")));

        var recorder = ItemRecorder.greedy().follow(client, QUERY);
        recorder.expect("Opened @1-0");
        for (int seq = 1; seq <= 4; seq++) {
            time.advance(Duration.ofSeconds(30));
            server.connections().get(0).write(": hb\n");
            // An event behind the comment shows that it was heard.
            server.connections().get(0).write(event(seq));
            recorder.expect(line(seq));
        }

        recorder.assertExhausted();
    }

    @Test
    void silence_does_not_count_while_nothing_is_asked_for() {
        server.script(open(opened("1-0") + event(1)));

        var recorder = ItemRecorder.asking(2).follow(client, QUERY);
        recorder.expect("Opened @1-0", line(1));
        time.advance(Duration.ofHours(1));
        time.advance(Duration.ofHours(1));

        recorder.request(1);
        assertThat(passUntil(recorder, 3)).isBetween(35, 40);
        recorder.expect("Interrupted 1 @1-1");
    }

    @Test
    void waits_no_longer_for_an_answer() {
        var recorder = ItemRecorder.greedy().follow(client, QUERY);
        ItemRecorder.soon().until(() -> server.requests().size() == 1);

        assertThat(passUntil(recorder, 1)).isBetween(35, 40);

        recorder.expect("Interrupted 1 @");
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
    }
}
