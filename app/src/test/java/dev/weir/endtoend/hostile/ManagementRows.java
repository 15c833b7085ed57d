package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What a page in an operator's browser could do to the port that only that browser can reach; and scripts in what is shown. */
final class ManagementRows {

    private static final String FORM = "Content-Type: text/plain";
    private static final String SCRIPT = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";

    private ManagementRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(otherSites());
        rows.addAll(cookies());
        rows.addAll(pages());
        return rows;
    }

    private static List<HostileCase> otherSites() {
        var rows = new ArrayList<HostileCase>();
        for (var page : List.of(
                "Origin: null",
                "Origin: https://evil.example",
                "Origin: http://weir.evil.example",
                "Origin: http://evil.example#http://weir",
                "Origin: http://weir:1",
                "Origin: http://weir@evil.example",
                "Origin: file://",
                "Origin: http://weir, http://evil.example",
                "Origin: http://weir\r\nOrigin: http://evil.example",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: CROSS-SITE",
                "Sec-Fetch-Site: none\r\nOrigin: https://evil.example",
                "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site")) {
            rows.add(HostileCase.of("csrf: a form of a page with " + page.replace("\r\n", " and "))
                    .does(scene -> List.of(
                            scene.askManagement("POST", "/api/drain", Tokens.ADMIN, "", FORM, page),
                            scene.askManagement(
                                    "POST", "/api/revocations", Tokens.ADMIN, "{\"subject\":\"all\"}", FORM, page),
                            scene.askManagement("DELETE", "/api/connections/x", Tokens.ADMIN, "", page)))
                    .answers(403, 403, 403)
                    .neverSays("evil.example"));
        }
        rows.add(HostileCase.of("csrf: reading what is to be asked for with POST")
                .does(scene -> List.of(
                        scene.askManagement("GET", "/api/drain", Tokens.ADMIN, ""),
                        scene.askManagement("HEAD", "/api/drain", Tokens.ADMIN, ""),
                        scene.askManagement("PUT", "/api/drain", Tokens.ADMIN, ""),
                        scene.askManagement("GET", "/api/revocations?subject=all", Tokens.ADMIN, ""),
                        scene.askManagement("POST", "/health/ready", Tokens.ADMIN, ""),
                        scene.askManagement("POST", "/metrics", Tokens.ADMIN, "")))
                .answers(405, 405, 405, 405, 405, 405));
        rows.add(HostileCase.of("csrf: pages of allowed-origins are of the public port only")
                .does(scene -> List.of(
                        scene.askManagement("GET", "/api/connections", Tokens.ADMIN, "", "Origin: https://app.example"),
                        scene.askManagement("POST", "/api/drain", Tokens.ADMIN, "", "Origin: https://app.example"),
                        scene.askManagement(
                                "OPTIONS",
                                "/api/drain",
                                Tokens.ADMIN,
                                "",
                                "Origin: https://app.example",
                                "Access-Control-Request-Method: POST")))
                .answers(200, 403, 405)
                .neverSays("Access-Control"));
        return rows;
    }

    private static List<HostileCase> cookies() {
        var rows = new ArrayList<HostileCase>();
        var cookie = "Cookie: weir=" + Tokens.ADMIN;
        for (var page :
                List.of("Origin: https://evil.example", "Origin: null", "Sec-Fetch-Site: cross-site", "X-None: a")) {
            rows.add(HostileCase.of("csrf: an admin's cookie, from a page with " + page)
                    .does(scene -> List.of(
                            scene.askManagement("POST", "/api/drain", "", "", FORM, cookie, page),
                            scene.askManagement("GET", "/api/connections", "", "", cookie, page)))
                    .answers(401, 401));
        }
        return rows;
    }

    /** Whatever a caller puts in comes back as data, never as a page. That every answer has a type that is none: {@link Harm}. */
    private static List<HostileCase> pages() {
        var rows = new ArrayList<HostileCase>();
        var html = "Accept: text/html,application/xhtml+xml";
        rows.add(HostileCase.of("xss: a script in what is refused")
                .does(scene -> List.of(
                        scene.ask("GET", "/" + SCRIPT, Tokens.ALL, "", html),
                        scene.ask("GET", "/stream?topic=" + SCRIPT + "%0a", Tokens.ALL, "", html),
                        scene.ask("GET", "/stream?topic=a&from=" + SCRIPT, Tokens.ALL, "", html),
                        scene.ask("GET", "/topics/" + SCRIPT + "%00", Tokens.ALL, "", html),
                        scene.ask(
                                "POST", "/topics/a/events", Tokens.ALL, "x", html, "Weir-Event-Type: stream-<script>"),
                        scene.askManagement("GET", "/api/connections/" + SCRIPT, Tokens.ADMIN, "", html),
                        scene.askManagement("GET", "/" + SCRIPT, Tokens.ADMIN, "", html)))
                .answers(404, 400, 400, 400, 400, 404, 404));
        rows.add(HostileCase.of("xss: a script as a topic, in an event and in its key")
                .does(scene -> {
                    scene.publish(
                            SCRIPT,
                            Tokens.ALL,
                            "<script>alert(1)</script>",
                            "Weir-Event-Key: <script>",
                            "Weir-Event-Type: <script>");
                    var answers = List.of(
                            scene.ask("GET", "/topics/" + SCRIPT, Tokens.ALL, "", html),
                            scene.poll(SCRIPT, Tokens.ALL, ""),
                            scene.ask("DELETE", "/topics/" + SCRIPT, Tokens.ALL, ""));
                    assertThat(answers.get(1).header("X-Content-Type-Options")).isEqualTo("nosniff");
                    return answers;
                })
                .answers(200, 200, 204));
        rows.add(HostileCase.of("xss: a callback is not called")
                .does(scene -> List.of(
                        scene.ask("GET", "/topics/prey?callback=alert&jsonp=alert", Tokens.ALL, ""),
                        scene.askManagement("GET", "/api/connections?callback=alert&jsonp=alert", Tokens.ADMIN, "")))
                .answers(200, 200)
                .neverSays("alert"));
        for (var target : List.of(
                "//evil.example/%2e%2e",
                "/\\evil.example",
                "/%5cevil.example",
                "/topics//evil.example/events",
                "/stream?topic=prey%0a&next=https://evil.example",
                "/https://evil.example",
                "/topics/prey/?url=//evil.example")) {
            rows.add(HostileCase.of("redirect: " + target).does(scene -> {
                var answer = scene.ask("GET", target, Tokens.ALL, "", "Host: evil.example");
                assertThat(answer.status()).isBetween(400, 499);
                assertThat(answer.header("Location")).isEmpty();
                return List.of();
            }));
        }
        return rows;
    }
}
