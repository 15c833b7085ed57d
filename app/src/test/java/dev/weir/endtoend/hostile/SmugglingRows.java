package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.AUTHORIZATION;
import static dev.weir.endtoend.hostile.HttpText.HOST;
import static dev.weir.endtoend.hostile.HttpText.PREY;
import static dev.weir.endtoend.hostile.HttpText.SMUGGLED;
import static dev.weir.endtoend.hostile.HttpText.bare;
import static dev.weir.endtoend.hostile.HttpText.post;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests whose end is seen elsewhere by a proxy than by the server, so that what one takes for a body the other takes for a
 * request. Whatever is doubtful ends the connection (RFC 9112, section 6.3 and 11.2).
 */
final class SmugglingRows {

    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    private SmugglingRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(lengths());
        rows.addAll(encodings());
        rows.addAll(chunks());
        rows.addAll(lines());
        rows.addAll(hosts());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("smuggling: " + name);
    }

    private static List<HostileCase> lengths() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("a length and chunks, the length first")
                .sends(post(PREY, "Content-Length: 5", CHUNKED) + LAST_CHUNK + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a length and chunks, the chunks first")
                .sends(post(PREY, CHUNKED, "Content-Length: " + (5 + SMUGGLED.length())) + LAST_CHUNK + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("two lengths, the first is zero")
                .sends(post(PREY, "Content-Length: 0", "Content-Length: " + SMUGGLED.length()) + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("two lengths, the last is zero")
                .sends(post(PREY, "Content-Length: " + SMUGGLED.length(), "Content-Length: 0") + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("two lengths that are the same")
                .sends(post(PREY, "Content-Length: 1", "Content-Length: 1") + "x" + SMUGGLED)
                .answers(400)
                .thenCloses());
        for (var length : List.of(
                "",
                "1 1",
                "1\t1",
                "18446744073709551617",
                "0000000000000001",
                "1, 1",
                "+1",
                "-1",
                "0x1",
                "1_0",
                "1;a",
                "1.0",
                "1e0",
                "\u00b9",
                "9223372036854775808",
                "99999999999999999999999999999999999999")) {
            rows.add(row("a length of \"" + length + "\"")
                    .sends(post(PREY, "Content-Length: " + length) + "x" + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        rows.add(row("a length and a blank before the colon")
                .sends(post(PREY, "Content-Length : " + SMUGGLED.length()) + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a GET with a body that is a request")
                .sends(HttpText.get("/stream?topic=", "Content-Length: " + SMUGGLED.length()) + SMUGGLED)
                .answers(400));
        return rows;
    }

    private static List<HostileCase> encodings() {
        var rows = new ArrayList<HostileCase>();
        for (var encoding : List.of(
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked;q=1",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: \u000bchunked",
                "Transfer-Encoding: chunked\u0000",
                "Transfer-Encoding:",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding\u0000: chunked",
                "Transfer-Encoding\r\n : chunked",
                "Transfer-Encoding:\r\n chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked")) {
            rows.add(row("with " + shown(encoding))
                    .sends(post(PREY, encoding, "Content-Length: 5") + LAST_CHUNK + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        return rows;
    }

    private static List<HostileCase> chunks() {
        var rows = new ArrayList<HostileCase>();
        for (var size :
                List.of("-1", "+1", "0x1", "", "g", "\u00b2", "10000000000000001", "FFFFFFFFFFFFFFFF", "80000000")) {
            rows.add(row("a chunk of size \"" + size + "\"")
                    .sends(post(PREY, CHUNKED) + size + "\r\nx\r\n" + LAST_CHUNK + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        rows.add(row("a chunk's extension of 100 KB")
                .sends(post(PREY, CHUNKED) + "1;" + "e".repeat(100_000) + "\r\nx\r\n" + LAST_CHUNK + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a chunk's extension with a line end of its own")
                .sends(post(PREY, CHUNKED) + "1;a\nb\r\nx\r\n" + LAST_CHUNK + SMUGGLED)
                .answers(400)
                .thenCloses());
        for (var chunk : List.of("1\nx\r\n", "1\r\nx\n", "1 \r\nx\r\n", "1\r\nx\r\n0\nT: a\n\n")) {
            rows.add(row("the chunk " + shown(chunk))
                    .sends(post(PREY, CHUNKED) + chunk + LAST_CHUNK + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        rows.add(row("a trailer that would swallow the end of its line")
                .sends(post(PREY, CHUNKED) + "1\r\nx\r\n0\r\nT: \u00e9\r\n\r\n" + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a chunk that is longer than it says")
                .sends(post(PREY, CHUNKED) + "1\r\nxyz\r\n" + LAST_CHUNK + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("trailers of 100 KB")
                .sends(post(PREY, CHUNKED) + "1\r\nx\r\n0\r\nT: " + "t".repeat(100_000) + "\r\n\r\n" + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a length and a token in trailers")
                .sends(bare("POST " + PREY + " HTTP/1.1", HOST, CHUNKED) + "1\r\nx\r\n0\r\n" + AUTHORIZATION
                        + "\r\nContent-Length: 7\r\n\r\n")
                .answers(401));
        return rows;
    }

    private static List<HostileCase> lines() {
        var rows = new ArrayList<HostileCase>();
        for (var line : List.of(
                "X: a\rContent-Length: 0\rY: b",
                "X: a\rTransfer-Encoding: chunked",
                "X: a\u0000b",
                "X\u0000: a",
                "X Y: a",
                "X(: a",
                "\u00fc: a",
                ": a",
                "nothing but this",
                "X: a\u0001b")) {
            rows.add(row("with the header line " + shown(line))
                    .sends(post(PREY, line, "Content-Length: 1") + "x" + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        for (var fold : List.of("\r\n ", "\r\n\t")) {
            rows.add(row("a header that is folded by " + shown(fold))
                    .sends(post(PREY, "X: a" + fold + "Content-Length: 0", "Content-Length: 1") + "x" + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        for (var end : List.of("\n", "\r", "\r\r\n", "\n\r")) {
            rows.add(row("lines that end with " + shown(end))
                    .sends(post(PREY, "X: a" + end + "Content-Length: 1") + "x" + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        rows.add(row("a whole head of lines that end with LF")
                .sends(post(PREY, "Content-Length: 1").replace("\r\n", "\n") + "x" + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("an empty line before the request line")
                .sends("\r\n" + post(PREY, "Content-Length: 1") + "x" + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a CR between method and target")
                .sends(bare("POST\r" + PREY + " HTTP/1.1", HOST, AUTHORIZATION, "Content-Length: 1") + "x" + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("chunks in HTTP/1.0")
                .sends(bare("POST " + PREY + " HTTP/1.0", HOST, AUTHORIZATION, CHUNKED) + "1\r\nx\r\n" + LAST_CHUNK
                        + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("a first header that begins with a blank")
                .sends(bare("POST " + PREY + " HTTP/1.1", " " + HOST, AUTHORIZATION, "Content-Length: 1") + "x"
                        + SMUGGLED)
                .answers(400)
                .thenCloses());
        for (var target : List.of(
                "POST " + PREY + "\u0000 HTTP/1.1",
                "\u0000\u0001\u0002",
                "POST\t" + PREY + "\tHTTP/1.1",
                "POST \\topics\\prey\\events HTTP/1.1",
                "POST topics/prey/events HTTP/1.1")) {
            rows.add(requestLine(target, 400));
        }
        for (var target : List.of(
                "POST " + PREY + " x HTTP/1.1",
                "POST  " + PREY + " HTTP/1.1",
                "POST " + PREY,
                "POST " + PREY + " HTTP/1.1 ",
                "POST " + PREY + " HTTP/2.0",
                "POST " + PREY + " HTTP/1.10",
                "POST " + PREY + " http/1.1",
                "POST " + PREY + " HTTP/")) {
            rows.add(requestLine(target, 505));
        }
        for (var target : List.of(" POST " + PREY + " HTTP/1.1", "P\u00d6ST " + PREY + " HTTP/1.1", "PRI * HTTP/2.0")) {
            rows.add(requestLine(target, 501));
        }
        rows.add(row("the preface of HTTP/2")
                .sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000"
                        + SMUGGLED)
                .answers(501)
                .thenCloses());
        rows.add(row("a handshake of TLS where none is spoken, or a second one")
                .sends("\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003\r\n\r\n" + SMUGGLED)
                .answers(400)
                .thenCloses());
        return rows;
    }

    private static HostileCase requestLine(String line, int status) {
        return row("the request line " + shown(line))
                .sends(bare(line, HOST, AUTHORIZATION, "Content-Length: 1") + "x" + SMUGGLED)
                .answers(status)
                .thenCloses();
    }

    private static List<HostileCase> hosts() {
        var rows = new ArrayList<HostileCase>();
        var length = "Content-Length: 1";
        rows.add(row("no host")
                .sends(bare("POST " + PREY + " HTTP/1.1", AUTHORIZATION, length) + "x" + SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("two hosts")
                .sends(post(PREY, "Host: other", length) + "x" + SMUGGLED)
                .answers(400)
                .thenCloses());
        for (var host : List.of("a b", "a/b", "a@b", "a:b", "a:99999", "a\\b", "[::1", "a?b", "a#b")) {
            rows.add(row("the host \"" + host + "\"")
                    .sends(bare("POST " + PREY + " HTTP/1.1", "Host: " + host, AUTHORIZATION, length) + "x" + SMUGGLED)
                    .answers(400)
                    .thenCloses());
        }
        rows.add(row("an absolute target of another host")
                .sends(bare("GET http://other.example/topics/prey HTTP/1.1", HOST, AUTHORIZATION) + SMUGGLED)
                .answers(400)
                .thenCloses());
        return rows;
    }

    private static String shown(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            shown.append(c < ' ' || c > '~' ? String.format("\\x%02x", (int) c) : String.valueOf(c));
        }
        return shown.toString();
    }
}
