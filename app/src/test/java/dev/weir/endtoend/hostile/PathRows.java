package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.get;
import static dev.weir.endtoend.hostile.HttpText.publish;

import java.util.ArrayList;
import java.util.List;

/** Names of topics and paths that lead elsewhere, or mean something else to a proxy, a database or a file system. */
final class PathRows {

    private static final String ADMIN = "Authorization: Bearer " + Tokens.ADMIN;

    private PathRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(noNames());
        rows.addAll(plainNames());
        rows.addAll(paths());
        rows.addAll(lengths());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("path: " + name);
    }

    /** What is no topic's name, and nothing else either. */
    private static List<HostileCase> noNames() {
        var rows = new ArrayList<HostileCase>();
        for (var name : List.of(
                "..",
                ".",
                "%2e%2e",
                "%2E%2e",
                ".%2e",
                "%2e",
                "*",
                "%2a",
                "",
                "%00",
                "prey%00",
                "prey%00.json",
                "%20prey",
                "prey%20",
                "prey%E2%80%8B",
                "%EF%BB%BFprey",
                "prey%E2%80%AE",
                "%C2%A0prey",
                "prey%7F",
                "%C2%AD",
                "a".repeat(201),
                "%F0%9F%98%80".repeat(51))) {
            rows.add(row("no topic: " + cut(name))
                    .sends(publish("/topics/" + name + "/events", "x"))
                    .answers(400)
                    .saying("bad-topic"));
        }
        for (var name : List.of("%ff", "%c0%ae%c0%ae", "%c0%af", "%e0%80%af", "%ed%a0%80", "prey%f0%80%80%80")) {
            rows.add(row("no UTF-8: " + name)
                    .sends(publish("/topics/" + name + "/events", "x"))
                    .answers(400)
                    .saying("bad-target"));
        }
        for (var name : List.of(
                "%",
                "%2", "%zz", "%u002e", "%%32%65", "\u00e9", "prey<", "a|b", "a\\b", "a\"b", "a^b", "a`b", "a{b}")) {
            rows.add(row("no target: " + name)
                    .sends(publish("/topics/" + name + "/events", "x"))
                    .answers(400)
                    .thenCloses());
        }
        return rows;
    }

    /** Names as good as any other: they are not decoded twice, joined, folded or looked up anywhere else. */
    private static List<HostileCase> plainNames() {
        var rows = new ArrayList<HostileCase>();
        for (var name : List.of(
                "..%2fprey",
                "prey%2f..%2fprey",
                "%252e%252e",
                "%2500",
                "prey%2500",
                "..%5cprey",
                "prey;a=b",
                "prey%3Fa",
                "prey%23a",
                "PREY",
                "%EF%BC%8E%EF%BC%8E",
                "%EF%BC%8E%EF%BC%8E%EF%BC%8Fprey",
                "pr%C4%B1y",
                "prey%CC%81",
                "%D1%80rey",
                "prey'%20OR%20'1'='1",
                "';DROP%20TABLE%20event_journal;--",
                "$%7Bjndi:ldap:%2F%2F127.0.0.1%3A1%2Fx%7D",
                "%7B%7B7*7%7D%7D",
                "%25n%25s%25x",
                "%2Fetc%2Fpasswd",
                "CON",
                "-rf",
                "%3Cimg%20src=x%20onerror=alert(1)%3E",
                "__proto__")) {
            rows.add(row("another topic: " + name)
                    .does(scene -> {
                        scene.publish(name, Tokens.ALL, "x");
                        var description = scene.ask("GET", "/topics/" + name, Tokens.ALL, "");
                        var stream = scene.poll(name, Tokens.ALL, "");
                        var gone = scene.ask("DELETE", "/topics/" + name, Tokens.ALL, "");
                        return List.of(description, stream, gone);
                    })
                    .answers(200, 200, 204));
        }
        return rows;
    }

    private static List<HostileCase> paths() {
        var rows = new ArrayList<HostileCase>();
        for (var path : List.of(
                "/topics/x/../prey/events",
                "/topics/x/%2e%2e/prey/events",
                "//topics/prey/events",
                "/topics//prey/events",
                "/topics/prey//events",
                "/topics/prey/events/",
                "/topics/prey/events/..",
                "/topics/prey/events;a=b",
                "/topics/prey/events%00",
                "/topics/prey/events%20",
                "/topics/prey%2fevents",
                "/TOPICS/prey/events",
                "/./topics/prey/events",
                "/%2e/topics/prey/events",
                "/topics%2fprey%2fevents",
                "/stream/../topics/prey/events",
                "/health/ready",
                "/metrics",
                "/api/connections",
                "/api/drain",
                "/actuator/env",
                "/.git/config",
                "/.env",
                "/etc/passwd",
                "/favicon.ico",
                "/index.html",
                "/")) {
            rows.add(row("nothing on the public port: " + path)
                    .sends(publish(path, "x"))
                    .answers(path.equals("/topics/prey%2fevents") ? 405 : 404));
        }
        rows.add(row("a fragment in the target")
                .sends(publish("/topics/prey/events#a", "x"))
                .answers(400)
                .thenCloses());
        rows.add(row("the target * of a publish").sends(publish("*", "x")).answers(404));
        for (var path : List.of(
                "/topics/prey/events",
                "/stream?topic=prey",
                "/api/../health/live",
                "/health/../api/drain",
                "/api//drain",
                "/api/drain/",
                "/api/%64rain%00",
                "/api",
                "/API/drain",
                "//api/drain",
                "/api;a/drain")) {
            rows.add(row("nothing on the management port: " + path)
                    .sendsManagement(
                            HttpText.bare("POST " + path + " HTTP/1.1", HttpText.HOST, ADMIN, "Content-Length: 0"))
                    .answers(404));
        }
        return rows;
    }

    private static List<HostileCase> lengths() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("300 parameters")
                .sends(get("/stream?topic=prey" + "&a=b".repeat(300)))
                .answers(400)
                .saying("query parameters"));
        rows.add(row("65 topics")
                .does(scene -> {
                    var query = new StringBuilder("/stream?topic=prey");
                    for (int i = 0; i < 64; i++) {
                        query.append("&topic=").append(i);
                    }
                    return List.of(scene.ask("GET", query.toString(), Tokens.ALL, ""));
                })
                .answers(400));
        rows.add(row("a target of 20 KB")
                .sends(get("/stream?topic=" + "a".repeat(20_000)))
                .answers(431)
                .thenCloses());
        rows.add(row("a target of 10 MB")
                .sends(get("/stream?topic=" + "a".repeat(10 << 20)))
                .answers(431)
                .thenCloses());
        rows.add(row("a path of 5,000 slashes").sends(get("/".repeat(5_000))).answers(404));
        rows.add(row("an unknown path of 10 KB is not told back whole")
                .sends(get("/" + "a".repeat(10_000)))
                .answers(404)
                .neverSays("a".repeat(200)));
        return rows;
    }

    private static String cut(String name) {
        return name.length() > 30 ? name.substring(0, 30) + "…" : name;
    }
}
