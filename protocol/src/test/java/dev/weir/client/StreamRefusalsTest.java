package dev.weir.client;

import static dev.weir.client.ScriptedServer.answer;
import static dev.weir.client.ScriptedServer.open;
import static dev.weir.client.ScriptedServer.problem;
import static dev.weir.client.ScriptedServer.stream;
import static dev.weir.client.StreamText.QUERY;
import static dev.weir.client.StreamText.bye;
import static dev.weir.client.StreamText.event;
import static dev.weir.client.StreamText.line;
import static dev.weir.client.StreamText.opened;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.StreamItem.Interrupted;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends and refusals, and how long the client stays away after each. Time passes only when a test says so. */
class StreamRefusalsTest {

    private static final ReconnectPolicy POLICY = new ReconnectPolicy(
            Duration.ofSeconds(1), 2, Duration.ofSeconds(30), Duration.ofMillis(100), 0, 4, Duration.ofSeconds(35));

    private final ManualTimers time = new ManualTimers();
    private final ScriptedServer server = ScriptedServer.start();
    private final WeirClient client = WeirClient.builder(server.uri())
            .reconnect(POLICY)
            .timers(time)
            .random(() -> 0)
            .build();
    private final ItemRecorder recorder = ItemRecorder.greedy();

    @AfterEach
    void stop() {
        recorder.assertExhausted();
        client.close();
        server.close();
    }

    private void follow() {
        recorder.follow(client, QUERY);
    }

    private Interrupted lastInterruption() {
        var items = recorder.items();
        return (Interrupted) items.get(items.size() - 1);
    }

    /** Comes back when it said that it would, and not before. */
    private void passUntilTheNextTry() {
        int before = server.requests().size();
        var after = lastInterruption().after();
        ItemRecorder.soon().until(() -> time.waits().contains(after));
        time.advance(after.minusMillis(1));
        assertThat(time.waits()).contains(after);
        assertThat(server.requests()).hasSize(before);
        time.advance(Duration.ofMillis(1));
    }

    @Test
    void waits_longer_from_failure_to_failure_and_gives_up() {
        server.otherwise(answer(500, "", ""));

        follow();
        for (int attempt = 1; attempt <= 3; attempt++) {
            recorder.expect("Interrupted " + attempt + " @");
            assertThat(lastInterruption().after()).isEqualTo(Duration.ofSeconds(1L << (attempt - 1)));
            assertThat(lastInterruption().why()).isEqualTo("status 500");
            passUntilTheNextTry();
        }

        recorder.expect("failed: stream: gave up, failures in a row: 4, the last one: status 500");
        assertThat(recorder.error())
                .isInstanceOf(StreamFailed.class)
                .extracting("reason")
                .isEqualTo(StreamFailed.Reason.GAVE_UP);
        assertThat(time.waits()).isEmpty();
    }

    @Test
    void counts_from_the_start_again_after_a_stream_that_lived() {
        server.script(answer(500, "", ""), answer(500, "", ""), stream(opened("1-0") + event(1)), answer(502, "", ""));

        follow();
        recorder.expect("Interrupted 1 @");
        passUntilTheNextTry();
        recorder.expect("Interrupted 2 @");
        passUntilTheNextTry();

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1");
        assertThat(lastInterruption().after()).isEqualTo(Duration.ofSeconds(1));
        passUntilTheNextTry();
        recorder.expect("Interrupted 2 @1-1");
    }

    @Test
    void a_stream_that_only_opens_has_not_lived() {
        server.otherwise(stream(opened("1-0")));

        follow();
        for (int attempt = 1; attempt <= 3; attempt++) {
            recorder.expect("Opened @1-0", "Interrupted " + attempt + " @1-0");
            passUntilTheNextTry();
        }

        recorder.expect(
                "Opened @1-0",
                "failed: stream: gave up, failures in a row: 4, the last one: the stream ended without stream-bye");
    }

    @Test
    void a_stream_that_was_open_for_a_while_has_lived() {
        server.script(answer(500, "", ""), open(opened("1-0")));

        follow();
        recorder.expect("Interrupted 1 @");
        passUntilTheNextTry();
        recorder.expect("Opened @1-0");
        time.advance(Duration.ofSeconds(1));
        server.connections().get(1).cut();

        recorder.expect("Interrupted 1 @1-0");
    }

    @ParameterizedTest
    @CsvSource({"503, 7, 7000", "429, 2, 2000", "500, 0, 1000", "408, x, 1000", "425, '', 1000"})
    void stays_away_as_long_as_it_is_told(int status, String retryAfter, long millis) {
        server.script(answer(status, "Retry-After: " + retryAfter + "\r\n", ""), open(opened("1-0")));

        follow();

        recorder.expect("Interrupted 1 @");
        assertThat(lastInterruption().after()).isEqualTo(Duration.ofMillis(millis));
        passUntilTheNextTry();
        recorder.expect("Opened @1-0");
    }

    @Test
    void understands_a_date() {
        server.script(answer(503, "Retry-After: Thu, 01 Jan 1970 00:00:12 GMT\r\n", ""), open(opened("1-0")));

        follow();

        recorder.expect("Interrupted 1 @");
        assertThat(lastInterruption().after()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void says_why_in_the_words_of_the_server() {
        server.script(problem(503, "node-full", "connections: 10 (expected: fewer)"));

        follow();

        recorder.expect("Interrupted 1 @");
        assertThat(lastInterruption().why()).isEqualTo("status 503: connections: 10 (expected: fewer)");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 406, 410, 431})
    void ends_at_a_refusal_that_would_come_again(int status) {
        server.script(problem(status, "denied", "topic: t (expected: another)"));

        follow();

        recorder.expect("failed: stream: status " + status + ": topic: t (expected: another)");
        assertThat(recorder.error()).extracting("reason").isEqualTo(StreamFailed.Reason.REFUSED);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void reads_no_more_of_a_refusal_than_it_shows() {
        server.script(ScriptedServer.text("HTTP/1.1 403 X\r\n\r\n" + "no ".repeat(100_000))
                .then(c -> c.hold()));

        follow();

        ItemRecorder.soon().until(recorder::isOver);
        recorder.expectLater("failed: stream: status 403: " + "no ".repeat(100) + "…");
    }

    @Test
    void completes_when_nothing_more_will_come() {
        server.script(ScriptedServer.text("HTTP/1.1 204 X\r\n\r\n"));

        follow();

        recorder.expect("complete");
    }

    @Test
    void a_closed_topic_completes_behind_its_last_event() {
        server.script(open(opened("1-0") + event(1) + bye(3500, false, 0) + event(2)));

        follow();

        recorder.expect("Opened @1-0", line(1), "complete");
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
    }

    @ParameterizedTest
    @ValueSource(ints = {3501, 3502, 3777})
    void fails_when_it_is_not_to_come_back(int code) {
        server.script(stream(opened("1-0") + event(1) + bye(code, false, 0)));

        follow();

        recorder.expect("Opened @1-0", line(1), "failed: stream: ended by the server: " + code + " r");
        assertThat(recorder.error()).extracting("reason").isEqualTo(StreamFailed.Reason.ENDED);
    }

    @Test
    void a_planned_end_is_no_failure_and_its_id_counts() {
        server.script(
                open(opened("1-0") + event(1) + bye(3000, true, 2_741).replace("\n\n", "\nid: 1-1~\n\n")),
                open(opened("1-1")));

        follow();

        recorder.expect("Opened @1-0", line(1), "Interrupted 0 3000 @1-1~");
        assertThat(lastInterruption().after()).isEqualTo(Duration.ofMillis(2_741));
        assertThat(lastInterruption().why()).isEqualTo("ended by the server: 3000 r");
        passUntilTheNextTry();
        recorder.expect("Opened @1-1");
        assertThat(server.requests().get(1).header("last-event-id")).isEqualTo("1-1~");
    }

    @Test
    void a_polite_refusal_is_a_failure_that_says_when() {
        server.otherwise(stream("retry: 5000\n" + bye(3005, true, 6_000)));

        follow();
        for (int attempt = 1; attempt <= 3; attempt++) {
            recorder.expect("Interrupted " + attempt + " 3005 @");
            assertThat(lastInterruption().after()).isEqualTo(Duration.ofSeconds(6));
            passUntilTheNextTry();
        }

        recorder.expect("failed: stream: gave up, failures in a row: 4, the last one: ended by the server: 3005 r");
    }

    @Test
    void being_ended_for_want_of_room_is_a_failure_too() {
        server.script(answer(500, "", ""), stream(opened("1-0") + event(1) + bye(3006, true, 0)));

        follow();
        recorder.expect("Interrupted 1 @");
        passUntilTheNextTry();

        recorder.expect("Opened @1-0", line(1), "Interrupted 2 3006 @1-1");
    }

    @Test
    void takes_the_retry_that_the_stream_says() {
        server.script(stream("retry: 3417\n" + opened("1-0") + event(1)));

        follow();

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1");
        assertThat(lastInterruption().after()).isEqualTo(Duration.ofMillis(3_417));
    }

    @Test
    void begins_again_where_nothing_listened() {
        var nowhere = ScriptedServer.nowhere();
        try (var lost = WeirClient.builder(nowhere)
                .reconnect(POLICY)
                .timers(time)
                .random(() -> 0)
                .build()) {
            recorder.follow(lost, QUERY);
            recorder.expect("Interrupted 1 @");
            assertThat(lastInterruption())
                    .isEqualTo(new Interrupted("cannot connect", null, Duration.ofSeconds(1), 1, ""));

            try (var late = ScriptedServer.start(nowhere.getPort())) {
                late.otherwise(open(opened("1-0")));
                time.advance(Duration.ofSeconds(1));
                recorder.expect("Opened @1-0");
                recorder.cancel();
            }
        }
    }

    @Test
    void tells_what_it_does_not_know_to_nobody_but_keeps_the_id() {
        server.script(
                stream("event: stream-later\ndata: {}\nid: 1-7\n\nevent: stream-heartbeat\ndata: {}\n\n: hb\n"),
                open(opened("1-7")));

        follow();

        recorder.expect("Interrupted 1 @1-7");
        passUntilTheNextTry();
        recorder.expect("Opened @1-7");
        assertThat(server.requests().get(1).header("last-event-id")).isEqualTo("1-7");
    }

    @Test
    void tells_of_gaps_snapshots_and_denials() {
        server.script(open("event: stream-open\ndata: {\"gap\":true}\n\n"
                + "event: stream-denied\ndata: {\"topics\":[\"u\"]}\n\n"
                + "event: stream-gap\ndata: {\"topic\":\"t\",\"cause\":\"retention\",\"requested\":\"1-4\",\"earliest\":\"1-10\","
                + "\"latest\":\"1-42\",\"lost\":5,\"from\":\"1-9\"}\nid: 1-9\n\n"
                + "event: stream-state\ndata: {\"topics\":{\"t\":\"1-9\"}}\nid: 1-9\n\n"));

        recorder.follow(client, QUERY.after("1-4"));

        recorder.expect("Opened @1-4", "Denied @1-4", "Missed retention @1-9", "StateComplete @1-9");
        assertThat(List.copyOf(recorder.items())).hasSize(4);
    }
}
