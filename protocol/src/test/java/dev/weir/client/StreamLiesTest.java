package dev.weir.client;

import static dev.weir.client.ScriptedServer.gzip;
import static dev.weir.client.ScriptedServer.open;
import static dev.weir.client.ScriptedServer.stream;
import static dev.weir.client.ScriptedServer.text;
import static dev.weir.client.StreamText.AT_ONCE;
import static dev.weir.client.StreamText.QUERY;
import static dev.weir.client.StreamText.event;
import static dev.weir.client.StreamText.events;
import static dev.weir.client.StreamText.line;
import static dev.weir.client.StreamText.lines;
import static dev.weir.client.StreamText.opened;
import static dev.weir.client.StreamText.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.ScriptedServer.Connection;
import dev.weir.client.ScriptedServer.Script;
import dev.weir.client.StreamItem.Interrupted;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not what they say, and not what this protocol says. */
class StreamLiesTest {

    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    private static final int EVENT_BYTES_MAX = 1_000;

    private final ScriptedServer server = ScriptedServer.start();
    private final WeirClient client = WeirClient.builder(server.uri())
            .reconnect(AT_ONCE)
            .eventBytesMax(EVENT_BYTES_MAX)
            .gzip(true)
            .build();
    private final ItemRecorder recorder = ItemRecorder.greedy();

    @AfterEach
    void stop() {
        recorder.assertExhausted();
        client.close();
        server.close();
    }

    /** The first connection plays this; the next ones have what is missing of two events. */
    private void follow(Script first) {
        server.script(first).otherwise(resuming(2));
        recorder.follow(client, QUERY);
    }

    private String why() {
        return recorder.items().stream()
                .filter(Interrupted.class::isInstance)
                .map(item -> ((Interrupted) item).why())
                .findFirst()
                .orElse("not interrupted");
    }

    @Test
    void a_body_shorter_than_it_said_is_cut() {
        follow(text(HEAD + "Content-Length: 10000\r\n\r\n" + opened("1-0") + event(1)));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
    }

    @Test
    void a_body_longer_than_it_said_is_cut() {
        var body = opened("1-0") + event(1);
        follow(text(HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body + "data: x\nid: 1-9\n\n"));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5\r\ndat", "zz\r\n", "5\r\ndata", "-1\r\n", "7fffffffffffffff\r\n"})
    void chunks_that_break_off_or_are_none_are_cut(String rest) {
        var body = opened("1-0") + event(1);
        follow(text(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n" + rest));

        // What came in one piece with the error may be dropped by the HTTP client, and is then read again.
        recorder.expectLater(line(2));
        assertThat(recorder.messages()).containsExactly("e1", "e2");
    }

    @Test
    void chunks_that_end_well_are_an_end_without_a_word() {
        var body = opened("1-0") + event(1);
        follow(text(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                + "\r\n0\r\n\r\n"));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
        assertThat(why()).isEqualTo("the stream ended without stream-bye");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "\r\n\r\n"
            })
    void what_is_no_http_is_cut(String garbage) {
        follow(text(garbage));

        // The HTTP client itself tries once more when it got no byte at all.
        recorder.expectLater(line(2));
        assertThat(recorder.messages()).containsExactly("e1", "e2");
    }

    @Test
    void a_page_is_no_stream() {
        follow(text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Log in</html>"));

        recorder.expect("Interrupted 1 @", "Opened @1-0", line(1), line(2));
        assertThat(why()).isEqualTo("Content-Type: text/html (expected: text/event-stream)");
    }

    @Test
    void a_charset_makes_no_difference() {
        follow(text("HTTP/1.1 200 OK\r\nContent-Type: Text/Event-Stream;charset=UTF-8\r\n\r\n" + opened("1-0"))
                .then(Connection::hold));

        recorder.expect("Opened @1-0");
    }

    @Test
    void another_encoding_was_not_asked_for() {
        follow(text(HEAD + "Content-Encoding: br\r\n\r\nxxxx").then(Connection::hold));

        recorder.expect("Interrupted 1 @", "Opened @1-0", line(1), line(2));
        assertThat(why()).isEqualTo("Content-Encoding: br (expected: gzip or none)");
    }

    @Test
    void an_event_as_large_as_allowed_passes() {
        var data = "x".repeat(EVENT_BYTES_MAX);
        follow(open("data: " + data + "\n\n"));

        recorder.expect("message " + data + " @");
    }

    @Test
    void a_larger_event_fails_the_connection() {
        follow(open(opened("1-0") + event(1) + "data: " + "x".repeat(EVENT_BYTES_MAX + 1) + "\n\n"));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
        assertThat(why()).isEqualTo("event: larger than the reader holds (expected: at most 1001 bytes)");
        ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
    }

    @Test
    void a_line_without_end_fails_the_connection() {
        follow(open(opened("1-0") + event(1) + "x".repeat(100_000)));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
    }

    @Test
    void a_gap_that_cannot_be_read_fails_the_connection() {
        follow(open(opened("1-0") + event(1) + "event: stream-gap\ndata: {}\nid: 1-9\n\n"));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
        assertThat(server.requests().get(1).header("last-event-id")).isEqualTo("1-1");
    }

    @Test
    void gives_out_compressed_events_as_soon_as_they_are_flushed() {
        follow(gzip(GzipText.unended(opened("1-0"), event(1))).then(Connection::hold));

        recorder.expect("Opened @1-0", line(1));
        assertThat(server.requests().get(0).header("accept-encoding")).isEqualTo("gzip");
    }

    @Test
    void reads_compressed_members_one_after_the_other() {
        follow(gzip(GzipText.of(opened("1-0"), "data: e")).then(ScriptedServer.bytes(GzipText.of("1\nid: 1-1\n\n"))));

        recorder.expect("Opened @1-0", line(1), "Interrupted 1 @1-1", "Opened @1-1", line(2));
        assertThat(why()).isEqualTo("the stream ended without stream-bye");
    }

    @Test
    void a_compressed_stream_may_break_off_anywhere() {
        var whole = GzipText.unended(opened("1-0"), event(1), events(2, 3));
        for (int cut = 0; cut <= whole.length; cut++) {
            var reader = ItemRecorder.greedy();
            server.script(gzip(Arrays.copyOf(whole, cut))).otherwise(resuming(3));

            reader.follow(client, QUERY).expectLater(line(3));

            reader.cancel();
            assertThat(reader.messages()).as("cut after %d bytes", cut).containsExactly("e1", "e2", "e3");
        }
    }

    @Test
    void a_broken_checksum_fails_the_connection() {
        var bytes = GzipText.of(opened("1-0"), event(1), "");
        bytes[bytes.length - 1] ^= 1;
        follow(gzip(Arrays.copyOf(bytes, bytes.length - 8))
                .then(c -> recorder.expect("Opened @1-0", line(1)))
                .then(ScriptedServer.bytes(Arrays.copyOfRange(bytes, bytes.length - 8, bytes.length)))
                .then(Connection::hold));

        ItemRecorder.soon().until(() -> recorder.count() == 5);
        recorder.expect("Interrupted 1 @1-1", "Opened @1-1", line(2));
        assertThat(why()).isEqualTo("gzip: checksum or length (expected: those of the data)");
    }

    @Test
    void a_small_chunk_that_inflates_to_much_is_read_in_steps() {
        var many = events(1, 100_000);
        var slow = ItemRecorder.asking(3);
        server.script(gzip(GzipText.unended(opened("1-0"), many)).then(Connection::hold));
        slow.follow(client, QUERY);

        slow.expect("Opened @1-0", line(1), line(2));
        slow.request(99_998);

        slow.expect(lines(3, 100_000));
        slow.assertExhausted();
    }

    @Test
    void decodes_what_it_did_not_ask_to_be_compressed() {
        try (var plain = WeirClient.builder(server.uri()).reconnect(AT_ONCE).build()) {
            server.script(gzip(GzipText.unended(opened("1-0"))).then(Connection::hold));
            recorder.follow(plain, QUERY);

            recorder.expect("Opened @1-0");
            assertThat(server.requests().get(0).headers()).doesNotContainKey("accept-encoding");
            recorder.cancel();
            ItemRecorder.soon().until(() -> server.connections().get(0).isGone());
        }
    }

    @Test
    void a_stream_that_never_says_anything_but_comments_is_one() {
        follow(stream(": hb\n: hb\n"));

        recorder.expect("Interrupted 1 @", "Opened @1-0", line(1), line(2));
    }
}
