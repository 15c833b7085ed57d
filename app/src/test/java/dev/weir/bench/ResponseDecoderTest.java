package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseDecoderTest {

    private final StringBuilder body = new StringBuilder();
    private final ResponseDecoder decoder = new ResponseDecoder((buffer, from, to) -> {
        for (int i = from; i < to; i++) {
            body.append((char) buffer.get(i));
        }
    });

    private void decode(String text) {
        decoder.decode(RecordedEvents.buffer(text), 0, text.length());
    }

    private ResponseHead head() {
        return Objects.requireNonNull(decoder.head());
    }

    @Test
    void reads_a_body_of_a_length() {
        decode("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhel");
        boolean before = decoder.isComplete();
        decode("lo");

        assertThat(before).isFalse();
        assertThat(decoder.isComplete()).isTrue();
        assertThat(body).hasToString("hello");
        assertThat(head()).isEqualTo(new ResponseHead(201, false, 5, true, ""));
    }

    @Test
    void reads_a_body_that_ends_with_the_connection() {
        decode("HTTP/1.0 200 OK\nContent-Type: Text/Event-Stream\n\ndata: 1\n\n");

        assertThat(decoder.isComplete()).isFalse();
        assertThat(decoder.endOfInput()).isTrue();
        assertThat(body).hasToString("data: 1\n\n");
        assertThat(head()).isEqualTo(new ResponseHead(200, false, -1, false, "text/event-stream"));
    }

    @Test
    void is_not_complete_when_the_connection_ends_within_the_body() {
        decode("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");

        assertThat(decoder.endOfInput()).isFalse();
    }

    @Test
    void knows_answers_without_a_body() {
        decode("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");

        assertThat(decoder.isComplete()).isTrue();
        assertThat(head().keepAlive()).isFalse();
    }

    @Test
    void passes_over_an_interim_answer() {
        decode("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

        assertThat(head().status()).isEqualTo(200);
        assertThat(decoder.isComplete()).isTrue();
    }

    @RepeatedTest(50)
    void takes_chunks_off_wherever_they_and_the_reads_are_cut() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var found = new RecordedEvents();
        var decoder = new ResponseDecoder(new MarkerScanner(new Marker(RecordedEvents.TOKEN), 100, found));
        var stream = new StringBuilder();
        for (int number = 1; number <= 100; number++) {
            stream.append("data: ")
                    .append(RecordedEvents.data(100, 0, number, number))
                    .append("\n\n");
        }
        var response = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < stream.length(); ) {
            int end = Math.min(stream.length(), at + random.nextInt(1, random.nextBoolean() ? 30 : 400));
            response.append(Integer.toHexString(end - at)).append(random.nextInt(5) == 0 ? ";a=b\r\n" : "\r\n");
            response.append(stream, at, end).append("\r\n");
            at = end;
        }
        response.append("0\r\nTrailer: x\r\n\r\n");

        var buffer = RecordedEvents.buffer(response.toString());
        for (int at = 0; at < response.length(); ) {
            int end = Math.min(response.length(), at + random.nextInt(1, 300));
            decoder.decode(buffer, at, end);
            at = end;
        }

        assertThat(decoder.isComplete()).as("seed %d", seed).isTrue();
        assertThat(found.events()).as("seed %d", seed).hasSize(100);
        assertThat(found.events().get(99)).isEqualTo("0:100@100");
    }

    @Test
    void reads_byte_by_byte() {
        var text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n";
        var buffer = RecordedEvents.buffer(text);
        for (int i = 0; i < text.length(); i++) {
            decoder.decode(buffer, i, i + 1);
        }

        assertThat(body).hasToString("0123456789x");
        assertThat(decoder.isComplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc"
            })
    void tells_in_one_line_what_is_no_response(String text) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOf(BenchStop.class)
                .hasMessageContaining("expected")
                .satisfies(stop -> assertThat(stop.getMessage()).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource({"200, true", "201, true", "299, true", "304, false", "503, false"})
    void tells_what_succeeded(int status, boolean succeeded) {
        decode("HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n");

        assertThat(head().succeeded()).isEqualTo(succeeded);
    }
}
