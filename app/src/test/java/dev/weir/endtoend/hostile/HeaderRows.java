package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.CRLF;
import static dev.weir.endtoend.hostile.HttpText.HOST;
import static dev.weir.endtoend.hostile.HttpText.PREY;
import static dev.weir.endtoend.hostile.HttpText.bare;
import static dev.weir.endtoend.hostile.HttpText.get;
import static dev.weir.endtoend.hostile.HttpText.head;
import static dev.weir.endtoend.hostile.HttpText.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Headers that are too long, too many, or ask for another protocol, another method, another part; and many requests at once. */
final class HeaderRows {

    private static final String POLL = "Accept: application/json";

    private HeaderRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(limits());
        rows.addAll(methods());
        rows.addAll(wishes());
        rows.addAll(crowds());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("headers: " + name);
    }

    private static List<HostileCase> limits() {
        var rows = new ArrayList<HostileCase>();
        for (var name : List.of(
                "X-Any", "Cookie", "Authorization", "Accept", "Last-Event-ID", "Weir-Event-Key", "User-Agent")) {
            rows.add(row(name + " of 9 KB")
                    .sends(bare("GET /stream?topic=prey HTTP/1.1", HOST, name + ": " + "a".repeat(9_000)))
                    .answers(431)
                    .thenCloses());
        }
        rows.add(row("one of 10 MB")
                .sends(bare("GET /stream?topic=prey HTTP/1.1", HOST, "X-Any: " + "a".repeat(10 << 20)))
                .answers(431)
                .thenCloses());
        rows.add(row("a name of 10 KB")
                .sends(bare("GET /stream?topic=prey HTTP/1.1", HOST, "X".repeat(10_000) + ": a"))
                .answers(431)
                .thenCloses());
        var many = IntStream.range(0, 10_000).mapToObj(i -> "X-" + i + ": a").collect(Collectors.joining(CRLF));
        rows.add(row("10,000 of them")
                .sends(bare("GET /stream?topic=prey HTTP/1.1", HOST, many))
                .answers(431)
                .thenCloses());
        rows.add(row("64 of 2 KB")
                .sends(bare(
                        "GET /stream?topic=prey HTTP/1.1",
                        HOST,
                        many.replaceAll("(?s)X-63: .*", "X: b").replace(": a", ": " + "a".repeat(2_000))))
                .answers(431)
                .thenCloses());
        rows.add(row("a request line without end")
                .sends("GET /stream?topic=" + "a".repeat(1 << 20))
                .answers(431)
                .thenCloses());
        return rows;
    }

    private static List<HostileCase> methods() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("TRACE tells nothing back")
                .sends(head("TRACE", "/stream?topic=prey", "X-Secret: mirrored"))
                .answers(405)
                .neverSays("mirrored"));
        rows.add(row("CONNECT to another port")
                .sends(head("CONNECT", "127.0.0.1:22"))
                .answers(400)
                .thenCloses());
        for (var method : List.of("get", "Post", "TRACK", "DEBUG", "PROPFIND", "MOVE", "GETS")) {
            rows.add(row("the method " + method.substring(0, Math.min(10, method.length())))
                    .sends(head(method, PREY, "Content-Length: 1") + "x")
                    .answers(501)
                    .thenCloses());
        }
        rows.add(row("a method of 10 KB")
                .sends(head("A".repeat(10_000), PREY, "Content-Length: 1") + "x" + HttpText.SMUGGLED)
                .answers(400)
                .thenCloses());
        rows.add(row("PATCH and PUT of events")
                .sends(head("PATCH", PREY) + head("PUT", PREY))
                .answers(405, 405));
        for (var override : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            rows.add(row(override + " deletes nothing")
                    .sends(get("/topics/prey?_method=DELETE", override + ": DELETE"))
                    .answers(200));
        }
        for (var rewrite : List.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Host")) {
            rows.add(row(rewrite + " leads nowhere else")
                    .sends(get("/nothing", rewrite + ": /topics/prey"))
                    .answers(404));
        }
        return rows;
    }

    private static List<HostileCase> wishes() {
        var rows = new ArrayList<HostileCase>();
        for (var wish : List.of(
                "Range: bytes=0-0",
                "Range: bytes=" + "0-0,".repeat(1_000) + "0-0",
                "If-None-Match: *",
                "If-Match: \"none\"",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
                "Accept-Encoding: gzip;q=1, *;q=0",
                "Accept-Charset: utf-7",
                "Accept: text/html",
                "TE: gzip, trailers",
                "Connection: close, Authorization, Host",
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
                "Upgrade: TLS/1.2",
                "Forwarded: for=\"[::1]\";host=evil.example;proto=https",
                "X-Forwarded-Proto: javascript",
                "Via: " + "1.1 a, ".repeat(1_000) + "1.1 a",
                "Max-Forwards: 0",
                "Proxy-Authorization: Basic YTpi",
                "Cookie: " + "a=b; ".repeat(1_500) + "c=\"")) {
            var one = row("a wish that is not met: "
                            + wish.substring(
                                    0, Math.min(50, wish.indexOf('\r') < 0 ? wish.length() : wish.indexOf('\r'))))
                    .sends(get("/topics/prey", wish))
                    .answers(200)
                    .saying("\"topic\":\"prey\"");
            rows.add(wish.startsWith("Connection: close") ? one.thenCloses() : one);
        }
        rows.add(row("an expectation that nobody meets")
                .sends(publish(PREY, "x", "Expect: a-miracle"))
                .answers(201)
                .publishes(1));
        for (var accept : List.of("*/*;q=0", "a".repeat(7_000), ",,,,", "text/html, image/*;q=", ";;")) {
            rows.add(row("a stream for Accept: " + accept.substring(0, Math.min(30, accept.length())))
                    .does(scene -> {
                        try (var connection = scene.connect()) {
                            connection.send(get("/stream?topic=prey", "Accept: " + accept));
                            var stream = connection.readUntil("event: stream-open\n", "\n\n");
                            Streams.assertOnlyFields(stream);
                            assertThat(stream.toLowerCase(java.util.Locale.ROOT))
                                    .contains("x-content-type-options: nosniff");
                            return List.of();
                        }
                    }));
        }
        rows.add(row("an address that a client makes up for itself")
                .does(scene -> {
                    try (var connection = scene.connect()) {
                        connection.send(get(
                                "/stream?topic=made-up-address",
                                "X-Forwarded-For: 192.0.2.7",
                                "Forwarded: for=192.0.2.8"));
                        connection.readUntil("event: stream-open\n");
                        var listed =
                                scene.askManagement("GET", "/api/connections?topic=made-up-address", Tokens.ADMIN, "");
                        assertThat(listed.body()).contains("\"address\":\"127.0.0.1\"");
                        return List.of(listed);
                    }
                })
                .answers(200)
                .neverSays("192.0.2."));
        for (var prefer :
                List.of("wait=99999999999999999999", "wait=-1", "wait=1e9", "wait=\"", "wait,wait,wait", ",;=")) {
            rows.add(row("a poll that prefers " + prefer)
                    .does(scene -> {
                        var topic = scene.fresh();
                        scene.publish(topic, Tokens.ALL, "x");
                        return List.of(scene.ask(
                                "GET",
                                "/stream?topic=" + topic + "&from=earliest",
                                Tokens.ALL,
                                "",
                                POLL,
                                "Prefer: " + prefer));
                    })
                    .answers(200));
        }
        return rows;
    }

    private static List<HostileCase> crowds() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("1,000 requests at once on one connection")
                .does(scene -> {
                    try (var connection = scene.connect()) {
                        connection.send(get("/topics/prey").repeat(1_000));
                        var answers = new ArrayList<Answer>();
                        for (int i = 0; i < 1_000; i++) {
                            answers.add(connection.answer().orElseThrow());
                        }
                        assertThat(answers).allMatch(answer -> answer.status() == 200);
                        return List.of(answers.get(999));
                    }
                })
                .answers(200));
        rows.add(row("200 publishes at once on one connection that then says no more")
                .does(scene -> {
                    try (var connection = scene.connect()) {
                        connection.send(publish(PREY, "x").repeat(200));
                        for (int i = 0; i < 199; i++) {
                            assertThat(connection.answer().map(Answer::status)).contains(201);
                        }
                        return List.of(connection.answer().orElseThrow());
                    }
                })
                .answers(201)
                .publishes(200));
        rows.add(row("requests behind a stream are not looked at").does(scene -> {
            try (var connection = scene.connect()) {
                connection.send(get("/stream?topic=prey") + HttpText.SMUGGLED.repeat(20));
                connection.readUntil("event: stream-open\n");
                return List.of();
            }
        }));
        rows.add(row("requests behind one that said it was the last")
                .sends(get("/nothing", "Connection: close") + HttpText.SMUGGLED)
                .answers(404)
                .thenCloses());
        rows.add(row("500 connections that say nothing").does(scene -> crowd(scene, "")));
        rows.add(row("500 connections that stop within the request line")
                .does(scene -> crowd(scene, "POST /topics/prey/ev")));
        rows.add(row("500 connections that stop within a header")
                .does(scene -> crowd(scene, "POST " + PREY + " HTTP/1.1\r\nHost: weir\r\nAuthorization: Be")));
        rows.add(row("500 connections that stop within a body")
                .does(scene -> crowd(scene, HttpText.post(PREY, "Content-Length: 2") + "x")));
        rows.add(row("500 connections that stop within a chunk")
                .does(scene -> crowd(scene, HttpText.post(PREY, "Transfer-Encoding: chunked") + "ff\r\nx")));
        rows.add(row("500 connections that leave before their answer").does(scene -> {
            for (int i = 0; i < 500; i++) {
                try (var connection = scene.connect()) {
                    connection.send(get("/stream?topic=prey&from=earliest"));
                }
            }
            scene.awaitNoStreams();
            return List.of();
        }));
        return rows;
    }

    /** Others are served meanwhile. */
    private static List<Answer> crowd(Scene scene, String sent) throws Exception {
        var crowd = new ArrayList<HostileClient>();
        try {
            for (int i = 0; i < 500; i++) {
                var connection = scene.connect();
                crowd.add(connection);
                connection.send(sent);
            }
            scene.checkUnharmed(0);
        } finally {
            for (var connection : crowd) {
                connection.close();
            }
        }
        return List.of();
    }
}
