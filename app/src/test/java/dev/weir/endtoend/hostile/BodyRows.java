package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.JSON;
import static dev.weir.endtoend.hostile.HttpText.LINES;
import static dev.weir.endtoend.hostile.HttpText.PREY;
import static dev.weir.endtoend.hostile.HttpText.post;
import static dev.weir.endtoend.hostile.HttpText.publish;
import static dev.weir.endtoend.hostile.HttpText.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Bodies that cost more to read than to send, or that mean something else to the next who reads them. */
final class BodyRows {

    private static final int MEGABYTE = 1 << 20;

    private BodyRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(bombs());
        rows.addAll(texts());
        rows.addAll(sizes());
        rows.addAll(encodings());
        rows.addAll(smallObjects());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("body: " + name);
    }

    private static List<HostileCase> bombs() {
        var rows = new ArrayList<HostileCase>();
        var deep = "[".repeat(100_000);
        rows.add(row("JSON nested 100,000 deep and never closed")
                .sends(publish(PREY, deep, JSON))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("JSON nested 100,000 deep and closed")
                .sends(publish(PREY, deep + "]".repeat(100_000), JSON))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("objects nested 40,000 deep")
                .sends(publish(PREY, "{\"a\":".repeat(40_000) + "1" + "}".repeat(40_000), JSON))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("a batch whose element is nested 1,000,000 deep")
                .sends(publish(PREY + "?batch=1", "[".repeat(MEGABYTE), JSON))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("a line of an envelope nested 100,000 deep")
                .sends(publish(PREY + "?envelope=1", "{\"data\":" + deep, LINES))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("a number of 10 MB")
                .sends(publish(PREY, "1".repeat(10 * MEGABYTE), JSON))
                .answers(413)
                .saying("event-too-large"));
        rows.add(row("a number of 7 MB in a batch")
                .sends(publish(PREY + "?batch=1", "[" + "1".repeat(7 * MEGABYTE) + "]", JSON))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("a number with a huge exponent is only text")
                .sends(publish(PREY, "1e999999999", JSON))
                .answers(201)
                .publishes(1));
        var members = IntStream.range(0, 1_000_000)
                .mapToObj(i -> "\"" + i + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        rows.add(row("an object of a million members")
                .sends(publish(PREY, members, JSON))
                .answers(413)
                .saying("event-too-large"));
        rows.add(row("a batch of a million events")
                .sends(publish(PREY + "?batch=1", "[" + "1,".repeat(999_999) + "1]", JSON))
                .answers(413)
                .saying("batch-too-large"));
        rows.add(row("a million empty lines")
                .sends(publish(PREY, "\n".repeat(1_000_000), LINES))
                .answers(400)
                .saying("bad-batch"));
        rows.add(row("a batch of many events, the last of them broken")
                .sends(publish(PREY, "1\n".repeat(9_000) + "oops", LINES))
                .answers(400)
                .saying("line 9001"));
        return rows;
    }

    private static List<HostileCase> texts() {
        var rows = new ArrayList<HostileCase>();
        for (var text : List.of("\"\\ud800\"", "\"\\udc00\\ud800\"", "{\"a\":[\"\\udfff\"]}")) {
            rows.add(row("JSON with a lone surrogate, " + text)
                    .sends(publish(PREY, text, JSON))
                    .answers(400)
                    .saying("bad-data"));
        }
        rows.add(row("JSON with a lone surrogate in a member's name")
                .sends(publish(PREY, "{\"\\ud800\":1}", JSON))
                .answers(400));
        for (var bytes : List.of(
                "\u00c0\u0080",
                "\u00c1\u00bf",
                "\u00e0\u0080\u00af",
                "\u00f0\u0080\u0080\u00af",
                "\u00ed\u00a0\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00f8\u0088\u0080\u0080\u0080",
                "\u00ff\u00fe",
                "\u0080",
                "a\u00c3")) {
            var hex = bytes.chars().mapToObj(c -> String.format("%02x", c)).collect(Collectors.joining(" "));
            rows.add(row("text with the bytes " + hex + ", which no UTF-8 has")
                    .sends(publish(PREY, bytes))
                    .answers(400)
                    .saying("bad-data"));
        }
        rows.add(row("JSON with a byte order mark")
                .sends(publish(PREY, utf8("\ufeff") + "1", JSON))
                .answers(400)
                .saying("bad-json"));
        rows.add(row("JSON in UTF-16")
                .sends(publish(PREY, "\u0000\"\u0000a\u0000\"", JSON))
                .answers(400)
                .saying("bad-json"));
        for (var text :
                List.of("NaN", "01", "'a'", "{a:1}", "[1,]", "/**/1", "1 2", "\"\t\"", "", "nul", "+1", "\"\\x\"")) {
            rows.add(row("not quite JSON, " + text.replace("\t", "a tab"))
                    .sends(publish(PREY, text, JSON))
                    .answers(400));
        }
        rows.add(row("members of an envelope that stand twice")
                .sends(publish(PREY + "?envelope=1", "{\"data\":1,\"data\":2}", LINES))
                .answers(400));
        rows.add(row("an envelope with a member that nobody knows")
                .sends(publish(PREY + "?envelope=1", "{\"data\":1,\"__proto__\":{\"a\":1}}", LINES))
                .answers(400));
        return rows;
    }

    private static List<HostileCase> sizes() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("a length of a terabyte, and nothing more, asked before it is sent")
                .sends(post(PREY, "Content-Length: 1099511627776", "Expect: 100-continue"))
                .answers(413)
                .thenCloses());
        rows.add(row("a length of a terabyte")
                .sends(post(PREY, "Content-Length: 1099511627776") + "x")
                .answers(413)
                .thenCloses());
        rows.add(row("a text of 1 MB")
                .sends(publish(PREY, "x".repeat(MEGABYTE)))
                .answers(413)
                .saying("event-too-large"));
        rows.add(row("20 MB in chunks that nobody announced")
                .does(scene -> {
                    try (var connection = scene.connect()) {
                        connection.send(post(PREY, "Transfer-Encoding: chunked"));
                        var chunk = "10000\r\n" + "x".repeat(65_536) + "\r\n";
                        for (int i = 0; i < 320; i++) {
                            connection.send(chunk);
                        }
                        connection.send("0\r\n\r\n");
                        return List.of(connection.answer().orElseThrow());
                    }
                })
                .answers(413));
        rows.add(row("65,000 chunks of one byte")
                .sends(post(PREY, "Transfer-Encoding: chunked") + "1\r\nx\r\n".repeat(65_000) + "0\r\n\r\n")
                .answers(201)
                .publishes(1));
        var megabyte = "Content-Length: " + MEGABYTE;
        for (var asked : List.of(HttpText.get("/stream?topic=", megabyte), post("/nothing", megabyte))) {
            rows.add(row("1 MB that nobody wants: " + asked.substring(0, 8)).does(scene -> {
                try (var connection = scene.connect()) {
                    connection.send(asked + "x".repeat(MEGABYTE));
                    // Closing with bytes unread may reset the connection before the answer is seen.
                    for (var next = connection.answer(); next.isPresent(); next = connection.answer()) {
                        assertThat(next.get().status()).isBetween(400, 499);
                    }
                    return List.of();
                }
            }));
        }
        return rows;
    }

    private static List<HostileCase> encodings() {
        var rows = new ArrayList<HostileCase>();
        var bomb = gzipOfZeros(50 * MEGABYTE);
        for (var encoding :
                List.of("gzip", "x-gzip", "deflate", "br", "zstd", "compress", "gzip, gzip", "identity, gzip")) {
            rows.add(row("a bomb of 50 MB by Content-Encoding: " + encoding)
                    .sends(publish(PREY, bomb, "Content-Encoding: " + encoding))
                    .answers(415)
                    .saying("unsupported-media"));
        }
        rows.add(row("two content encodings")
                .sends(publish(PREY, bomb, "Content-Encoding: identity", "Content-Encoding: gzip"))
                .answers(415)
                .saying("unsupported-media"));
        for (var charset : List.of("utf-7", "utf-16", "iso-8859-1", "x-none", "\"utf-8\\\"")) {
            rows.add(row("text in charset " + charset)
                    .sends(publish(PREY, "+ADw-script+AD4-", "Content-Type: text/plain; charset=" + charset))
                    .answers(415)
                    .saying("unsupported-media"));
        }
        rows.add(row("a form of many parts is text, and makes no file")
                .sends(publish(
                        PREY,
                        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../x\"\r\n\r\nx\r\n--b--\r\n",
                        "Content-Type: multipart/form-data; boundary=b"))
                .answers(201)
                .publishes(1));
        rows.add(row("XML with an entity of a file is text, and is not read")
                .sends(publish(
                        PREY,
                        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
                        "Content-Type: application/xml"))
                .answers(201)
                .publishes(1)
                .neverSays("root:"));
        return rows;
    }

    /** Bodies that are read as a tree. */
    private static List<HostileCase> smallObjects() {
        var rows = new ArrayList<HostileCase>();
        for (var body : List.of(
                "{\"topics\":".repeat(5_000),
                "{\"topics\":[\"a\"],\"topics\":[\"b\"]}",
                "{\"topics\":[" + "\"a\",".repeat(10_000) + "1]}",
                "{\"topics\":["
                        + IntStream.range(0, 65).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(",")) + "]}",
                "{\"topics\":[\"\\ud800\"]}",
                "{\"topics\":[1e400]}",
                "[[[[")) {
            rows.add(row("for a ticket: " + body.substring(0, Math.min(40, body.length())))
                    .does(scene -> List.of(scene.ask("POST", "/tickets", Tokens.ALL, body)))
                    .answers(400)
                    .neverSays("\"ticket\""));
        }
        rows.add(row("for a ticket: 10 MB")
                .does(scene -> List.of(scene.ask("POST", "/tickets", Tokens.ALL, "x".repeat(10 * MEGABYTE))))
                .answers(413));
        for (var body : List.of(
                "{\"retention\":{\"events\":1e999999999}}",
                "{\"retention\":{\"events\":99999999999999999999}}",
                "{\"retention\":{\"events\":-1}}",
                "{\"retention\":{\"age\":\"99999999999999d\"}}",
                "{\"retention\":{\"age\":\"1s\\n\"}}",
                "{\"keyed\":\"true\"}",
                "{\"retention\":" + "[".repeat(60_000),
                "{\"constructor\":{}}")) {
            rows.add(row("for a topic: " + body.substring(0, Math.min(40, body.length())))
                    .does(scene -> List.of(scene.ask("PUT", "/topics/unmade", Tokens.ALL, body)))
                    .answers(400)
                    .neverMakes("unmade"));
        }
        return rows;
    }

    private static String gzipOfZeros(int size) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            var zeros = new byte[MEGABYTE];
            for (int i = 0; i < size / MEGABYTE; i++) {
                gzip.write(zeros);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toString(ISO_8859_1);
    }
}
