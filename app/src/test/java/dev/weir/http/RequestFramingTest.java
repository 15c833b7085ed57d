package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Refusal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFramingTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: weir\r\n\r\n";
    private static final String HEAD = "POST /a HTTP/1.1\r\nHost: weir\r\n";
    private static final String SIZED = HEAD + "Content-Length: 7\r\n\r\nGET\r\n\n\r";
    private static final String CHUNKED = HEAD
            + "transfer-encoding:\tChunked \r\n\r\n5;name=value\r\nGET\r\n\r\n0a\r\n\n\n\n\n\n0\r\n\r\n\r\n0\r\nT: x\r\n\r\n";
    private static final List<String> WHOLE = List.of(
            GET,
            SIZED,
            CHUNKED,
            HEAD + "Content-Length: 0\r\n\r\n",
            "POST /a HTTP/1.0\r\nContent-Length: 1\r\n\r\nx",
            HEAD + "X: caf\u00c3\u00a9\tau lait\r\nY:\r\nZ:  \r\n\r\n",
            "anything in the request line\u0000\r\n\r\n");

    private final RequestFraming framing = new RequestFraming();

    private static ByteString bytes(String text) {
        return ByteString.fromArray(text.getBytes(ISO_8859_1));
    }

    private String accept(String text) {
        return framing.accept(bytes(text)).decodeString(ISO_8859_1);
    }

    @Test
    void what_is_in_order_comes_out_as_it_went_in() {
        for (var request : WHOLE) {
            assertThat(accept(request)).isEqualTo(request);
            assertThat(framing.refusal()).isNull();
            assertThat(framing.isAtRest()).as(request).isTrue();
        }
    }

    @Test
    void however_it_is_cut_into_pieces() {
        var all = String.join("", WHOLE);
        var random = new Random(7);
        for (int most : List.of(1, 2, 3, 10, 100)) {
            var cut = new RequestFraming();
            var out = new StringBuilder();
            for (int at = 0; at < all.length(); ) {
                int end = Math.min(all.length(), at + 1 + random.nextInt(most));
                out.append(cut.accept(bytes(all.substring(at, end))).decodeString(ISO_8859_1));
                at = end;
            }
            assertThat(out).hasToString(all);
            assertThat(cut.isAtRest()).isTrue();
        }
    }

    @Test
    void a_head_is_held_back_until_it_is_whole() {
        assertThat(accept(GET + HEAD + "Content-Len")).isEqualTo(GET);
        assertThat(framing.isAtRest()).isFalse();
        assertThat(accept("gth: 2\r\n\r")).isEmpty();
        assertThat(accept("\nx")).isEqualTo(HEAD + "Content-Length: 2\r\n\r\nx");
        assertThat(framing.isAtRest()).isFalse();
        assertThat(accept("y")).isEqualTo("y");
        assertThat(framing.isAtRest()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1 1",
                "Content-Length: 1\t1",
                "Content-Length:",
                "Content-Length: +1",
                "Content-Length: -1",
                "Content-Length: 1,1",
                "Content-Length: 18446744073709551617",
                "Content-Length: 0000000000000001",
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 1\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nContent-Length: 1",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding:",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding : chunked",
                "X: a\r\n Content-Length: 5",
                " X: a",
                ": a",
                "X",
                "X Y: a",
                "X(: a",
                "\u00fc: a",
                "X: a\u0000b",
                "X: a\nContent-Length: 5",
                "X: a\rContent-Length: 5",
                "X: a\r\r\nContent-Length: 5",
                "X: caf\u00e9",
                "X: \u00c3",
                "X: \u00ed\u00a0\u0080"
            })
    void a_head_that_two_could_read_differently_is_refused(String headers) {
        var head = HEAD + headers + "\r\n\r\n";

        assertThat(accept(GET + head + GET)).isEqualTo(GET);

        assertRefused(Refusal.BAD_PARAMETER);
        assertThat(framing.isRefusedInHead()).isTrue();
        assertThat(accept(GET)).isEmpty();
        var piecemeal = new RequestFraming();
        for (int i = 0; i < head.length(); i++) {
            assertThat(piecemeal.accept(bytes(head.substring(i, i + 1))).isEmpty())
                    .isTrue();
        }
        assertThat(piecemeal.refusal()).as("byte by byte").isNotNull();
    }

    private void assertRefused(Refusal refusal) {
        var why = Objects.requireNonNull(framing.refusal());
        assertThat(why.refusal()).isEqualTo(refusal);
        assertThat(why.getMessage()).contains("(expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
                "\r\nGET /a HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001",
                "\n",
                "GET /a\rHTTP/1.1\r\n\r\n",
                "GET\r/a HTTP/1.1\r\n\r\n",
                "GET /a HTTP/1.1\nHost: weir\n\n"
            })
    void so_is_one_whose_first_line_says_so(String head) {
        assertThat(accept(head)).isEmpty();

        assertRefused(Refusal.BAD_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "\r\n",
                "-1\r\n",
                "+1\r\n",
                "0x1\r\n",
                "1 \r\n",
                "80000000\r\n",
                "000000001\r\n",
                "1\n",
                "1;a\nb\r\n",
                "1\r\nxy\r\n",
                "1\r\nx\n",
                "0\r\nT: caf\u00e9\r\n\r\n",
                "0\r\nT\r\n\r\n",
                "0\r\nT: a\n\r\n"
            })
    void chunks_that_two_could_read_differently_end_the_body(String chunks) {
        var head = HEAD + "Transfer-Encoding: chunked\r\n\r\n";

        var out = accept(head + "1\r\ny\r\n" + chunks + GET);

        assertThat(out).startsWith(head + "1\r\ny\r\n").doesNotContain("GET");
        assertThat(framing.refusal()).isNotNull();
        assertThat(framing.isRefusedInHead()).isFalse();
        assertThat(framing.isAtRest()).isFalse();
    }

    @Test
    void what_is_too_large_is_refused_as_soon_as_it_is_known() {
        var many = HEAD + "X: a\r\n".repeat(HeadReader.HEADERS_MAX);
        assertThat(accept(many)).isEmpty();
        assertRefused(Refusal.HEADERS_TOO_LARGE);

        assertThat(refusalOf("GET /" + "a".repeat(RequestFraming.HEAD_BYTES_MAX)))
                .contains("65536");
        assertThat(refusalOf(HEAD + "Transfer-Encoding: chunked\r\n\r\n1;" + "e".repeat(300)))
                .contains("256");
        assertThat(refusalOf(HEAD + "Transfer-Encoding: chunked\r\n\r\n0\r\nT: " + "t".repeat(9_000)))
                .contains("8192");
    }

    private static String refusalOf(String request) {
        var framing = new RequestFraming();
        framing.accept(bytes(request));
        return String.valueOf(Objects.requireNonNull(framing.refusal()).getMessage());
    }

    @Test
    void a_value_that_may_be_a_token_is_not_told() {
        for (var line :
                List.of("Authorization : Bearer secret", "Authorization: secret\u00e9", "Cookie: a=secret\u0000")) {
            assertThat(refusalOf(HEAD + line + "\r\n\r\n")).isNotEmpty().doesNotContain("secret");
        }
    }
}
