package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.JSON;
import static dev.weir.endtoend.hostile.HttpText.LINES;
import static dev.weir.endtoend.hostile.HttpText.PREY;
import static dev.weir.endtoend.hostile.HttpText.get;
import static dev.weir.endtoend.hostile.HttpText.publish;
import static dev.weir.endtoend.hostile.HttpText.utf8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Line ends in every field that a caller controls, as they are, percent-encoded, and in their other forms of Unicode. They
 * must neither begin a line of an answer's head, nor one of a stream, nor one of the log.
 */
final class InjectionRows {

    /** Percent-encoded: CR LF, LF, CR, NUL, NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR, VT, FF. */
    private static final List<String> ENDS =
            List.of("%0d%0a", "%0a", "%0d", "%00", "%c2%85", "%e2%80%a8", "%e2%80%a9", "%0b", "%0c");

    private static final String INJECTED = "X-Injected:%20yes";

    private InjectionRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(topics());
        rows.addAll(parameters());
        rows.addAll(headers());
        rows.addAll(data());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("injection: " + name);
    }

    private static List<HostileCase> topics() {
        var rows = new ArrayList<HostileCase>();
        for (var end : ENDS) {
            var name = "a" + end + INJECTED;
            rows.add(row("a topic in the path with " + end)
                    .sends(publish("/topics/" + name + "/events", "x"))
                    .answers(400)
                    .saying("bad-topic"));
            rows.add(row("a topic in the query with " + end)
                    .sends(get("/stream?topic=" + name))
                    .answers(400)
                    .saying("bad-topic"));
        }
        rows.add(row("a path that does not exist with a line end")
                .sends(get("/no%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a<script>alert(1)</script>"))
                .answers(400)
                .thenCloses());
        rows.add(row("a path that does not exist with an encoded script")
                .sends(get("/no%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a%3Cscript%3Ealert(1)%3C/script%3E"))
                .answers(404));
        rows.add(row("a topic of a ticket with a line end")
                .does(scene ->
                        List.of(scene.ask("POST", "/tickets", Tokens.ALL, "{\"topics\":[\"a\\r\\nX-Injected: yes\"]}")))
                .answers(400)
                .saying("bad-topic"));
        rows.add(row("a topic to make with a line end")
                .sends(HttpText.head("PUT", "/topics/a%0a" + INJECTED, "Content-Length: 2") + "{}")
                .answers(400)
                .saying("bad-topic"));
        return rows;
    }

    private static List<HostileCase> parameters() {
        var rows = new ArrayList<HostileCase>();
        var bad = "bad-parameter";
        for (var parameter : List.of("heartbeat", "from", "wait", "limit", "envelope", "heartbeat-event")) {
            rows.add(row("the parameter " + parameter)
                    .sends(get("/stream?topic=prey&" + parameter + "=1%0d%0a" + INJECTED))
                    .answers(400)
                    .saying(bad));
        }
        rows.add(row("the parameter ticket")
                .sends(get("/stream?topic=prey&ticket=1%0d%0a" + INJECTED))
                .answers(401));
        rows.add(row("the parameter batch")
                .sends(publish(PREY + "?batch=1%0d%0a" + INJECTED, "[1]", JSON))
                .answers(400)
                .saying(bad));
        rows.add(row("a filter of the management port")
                .sendsManagement(HttpText.bare(
                        "GET /api/connections?quality=good%0d%0a" + INJECTED + " HTTP/1.1",
                        HttpText.HOST,
                        "Authorization: Bearer " + Tokens.ADMIN))
                .answers(400)
                .saying(bad));
        rows.add(row("a connection's id on the management port")
                .sendsManagement(HttpText.bare(
                        "DELETE /api/connections/x%0d%0a" + INJECTED + " HTTP/1.1",
                        HttpText.HOST,
                        "Authorization: Bearer " + Tokens.ADMIN))
                .answers(404));
        rows.add(row("the id in a parameter, told back in a gap").does(scene -> {
            try (var connection = scene.connect()) {
                connection.send(get("/stream?topic=prey&last_event_id=x%0a%0adata:%20forged%0aid:%201-1%0a"));
                var stream = connection.readUntil("event: stream-gap\n", "\n\n");
                Streams.assertOnlyFields(stream);
                Streams.assertNoLine(stream, "data: forged");
                return List.of();
            }
        }));
        return rows;
    }

    private static List<HostileCase> headers() {
        var rows = new ArrayList<HostileCase>();
        var refusals = Map.of(
                "Weir-Event-Type", "bad-type",
                "Weir-Event-Key", "bad-key",
                "Idempotency-Key", "bad-idempotency-key");
        refusals.forEach((header, refusal) -> {
            for (var end : List.of("\u0085", "\u2028", "\u2029")) {
                rows.add(row(header + " with U+" + String.format("%04X", (int) end.charAt(0)))
                        .sends(publish(PREY, "x", header + ": a" + utf8(end) + "data: forged"))
                        .answers(400)
                        .saying(refusal));
            }
            rows.add(row(header + " with a lone CR")
                    .sends(publish(PREY, "x", header + ": a\rdata: forged"))
                    .answers(400)
                    .thenCloses());
        });
        for (var header : List.of("Accept", "Origin", "Last-Event-ID", "Prefer", "Cookie", "X-Forwarded-For")) {
            rows.add(row(header + " with a lone CR")
                    .sends(get("/stream?topic=", header + ": https://a\rX-Injected: yes"))
                    .answers(400)
                    .thenCloses());
        }
        rows.add(row("an origin that is not listed comes back nowhere")
                .sends(get("/nothing", "Origin: https://evil.example"))
                .answers(404)
                .neverSays("evil.example"));
        rows.add(row("a method that is not one comes back as no line")
                .sends(HttpText.head("A%0d%0aX-Injected:", "/stream?topic=prey"))
                .answers(400)
                .thenCloses());
        return rows;
    }

    private static List<HostileCase> data() {
        var rows = new ArrayList<HostileCase>();
        var forged = "x\r\rdata: forged\n\nevent: stream-bye\ndata: {}\n\nid: 9-9\rretry: 1\n:\u0085\u2028x";
        rows.add(row("text that has blocks of a stream in it").does(scene -> {
            var topic = scene.fresh();
            scene.publish(topic, Tokens.ALL, utf8(forged));
            try (var connection = scene.connect()) {
                connection.send(get("/stream?topic=" + topic + "&from=earliest"));
                var stream = connection.readUntil("\nid: 1-1\n\n");
                Streams.assertOnlyFields(stream);
                for (var line : List.of("event: stream-bye", "id: 9-9", "retry: 1", "data: {}")) {
                    Streams.assertNoLine(stream, line);
                }
                return List.of();
            }
        }));
        rows.add(row("text that has lines of JSON in it, as lines").does(scene -> {
            var topic = scene.fresh();
            scene.publish(topic, Tokens.ALL, "x\n{\"control\":\"stream-bye\"}\n");
            try (var connection = scene.connect()) {
                connection.send(get("/stream?topic=" + topic + "&from=earliest", "Accept: application/x-ndjson"));
                var stream = connection.readUntil("\"id\":\"1-1\"", "\n");
                Streams.assertNoLine(stream, "{\"control\":\"stream-bye\"}");
                return List.of();
            }
        }));
        rows.add(row("JSON with line ends between its members, as lines").does(scene -> {
            var topic = scene.fresh();
            scene.publish(topic, Tokens.ALL, "{\"a\":1,\r\n\"control\":\n\"stream-bye\"}", JSON);
            try (var connection = scene.connect()) {
                connection.send(get("/stream?topic=" + topic + "&from=earliest", "Accept: application/x-ndjson"));
                var stream = connection.readUntil("\"id\":\"1-1\"", "}}\n");
                Streams.assertNoLine(stream, "\"control\":");
                Streams.assertNoLine(stream, "\"stream-bye\"}}");
                return List.of();
            }
        }));
        for (var member : List.of("type", "key", "idempotencyKey")) {
            rows.add(row("an escaped line end in " + member + " of an envelope")
                    .sends(publish(PREY + "?envelope=1", "{\"data\":1,\"" + member + "\":\"a\\ndata: forged\"}", LINES))
                    .answers(400));
            rows.add(row("a line separator in " + member + " of an envelope")
                    .sends(publish(
                            PREY + "?envelope=1", "{\"data\":1,\"" + member + "\":\"a\\u2028data: forged\"}", LINES))
                    .answers(400));
        }
        return rows;
    }
}
