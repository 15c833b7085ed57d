package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.HOST;
import static dev.weir.endtoend.hostile.HttpText.PREY;
import static dev.weir.endtoend.hostile.HttpText.bare;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.TokenForge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Tokens that are none, tokens where they do not belong, tickets for what they are not, and what refusals give away. */
final class AccessRows {

    private static final String STREAM = "/stream?topic=prey";
    private static final String POLL = "Accept: application/json";

    private AccessRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(forged());
        rows.addAll(elsewhere());
        rows.addAll(cookies());
        rows.addAll(tickets());
        rows.addAll(strangers());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("access: " + name);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static List<HostileCase> forged() {
        var rows = new ArrayList<HostileCase>();
        var claims = Tokens.claims();
        for (var none : List.of("none", "None", "NONE")) {
            var token = base64("{\"alg\":\"" + none + "\",\"kid\":\"hmac\"}") + "." + base64(claims) + ".";
            rows.add(refused("alg " + none, token));
        }
        var publicKey = TokenForge.pem(TokenForge.RSA.getPublic()).getBytes(UTF_8);
        rows.add(refused(
                "the public key as a secret",
                TokenForge.hs256("{\"alg\":\"HS256\",\"kid\":\"rsa\"}", claims, publicKey)));
        for (var kid : List.of(
                "/dev/null", "../../../../dev/null", "hmac' OR '1'='1", "http://127.0.0.1:1/k", "hmac\\u0000", "")) {
            rows.add(refused(
                    "kid " + kid,
                    TokenForge.hs256("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}", claims, new byte[] {0})));
        }
        rows.add(refused(
                "signed by another secret",
                TokenForge.hs256("{\"alg\":\"HS256\",\"kid\":\"hmac\"}", claims, new byte[32])));
        rows.add(refused("expired", TokenForge.token(claims.replace("4000000000", "1"))));
        rows.add(refused("claims changed", swapped()));
        rows.add(refused("claims nested 3,000 deep", TokenForge.token("[".repeat(3_000))));
        return rows;
    }

    /** The claims of another token under the signature of {@link Tokens#MINE}. */
    private static String swapped() {
        var mine = Tokens.MINE;
        return mine.substring(0, mine.indexOf('.') + 1)
                + base64(Tokens.claims())
                + mine.substring(mine.lastIndexOf('.'));
    }

    /** For publishing, streaming, managing and the management port alike. */
    private static HostileCase refused(String name, String token) {
        return row("token " + name)
                .does(scene -> {
                    scene.addSecret(token);
                    return List.of(
                            scene.ask("POST", PREY, token, "x"),
                            scene.ask("GET", STREAM, token, "", POLL),
                            scene.ask("DELETE", "/topics/prey", token, ""),
                            scene.askManagement("POST", "/api/drain", token, ""));
                })
                .answers(401, 401, 401, 401);
    }

    private static List<HostileCase> elsewhere() {
        var rows = new ArrayList<HostileCase>();
        for (var name :
                List.of("authorization", "access_token", "token", "jwt", "Authorization", "bearer", "weir", "auth")) {
            rows.add(row("a token in the query as " + name)
                    .does(scene -> List.of(
                            scene.ask("GET", STREAM + "&" + name + "=" + Tokens.ALL, "", "", POLL),
                            scene.ask("POST", PREY + "?" + name + "=" + Tokens.ALL, "", "x"),
                            scene.askManagement("POST", "/api/drain?" + name + "=" + Tokens.ADMIN, "", "")))
                    .answers(401, 401, 401));
        }
        rows.add(row("a token in the query as Bearer%20")
                .does(scene ->
                        List.of(scene.ask("GET", STREAM + "&authorization=Bearer%20" + Tokens.ALL, "", "", POLL)))
                .answers(401));
        rows.add(row("a token in a form")
                .does(scene -> List.of(scene.ask(
                        "POST",
                        PREY,
                        "",
                        "access_token=" + Tokens.ALL,
                        "Content-Type: application/x-www-form-urlencoded")))
                .answers(401));
        rows.add(row("a token as the user of an absolute target")
                .sends(bare("GET http://a:b@weir/stream?topic=prey HTTP/1.1", HOST, POLL))
                .answers(401));
        for (var header : List.of(
                "Authorization: Basic " + Tokens.ALL,
                "Authorization: " + Tokens.ALL,
                "Authorization: Bearer",
                "Authorization: Bearer  ",
                "Authorization: Bearer Bearer " + Tokens.ALL,
                "Authorization: Bearer " + Tokens.ALL + ", Bearer " + Tokens.ALL,
                "Authorization: Bearer\u00a0" + Tokens.ALL,
                "Authorization: Bearer " + Tokens.ALL + "\r\nAuthorization: Bearer " + Tokens.MINE,
                "Proxy-Authorization: Bearer " + Tokens.ALL,
                "X-Authorization: Bearer " + Tokens.ALL,
                "X-Forwarded-User: all")) {
            rows.add(row("a header "
                            + header.replace(Tokens.ALL, "T")
                                    .replace(Tokens.MINE, "T")
                                    .replace("\r\n", " and "))
                    .does(scene -> List.of(scene.ask("GET", STREAM, "", "", POLL, HttpText.utf8(header))))
                    .answers(401));
        }
        rows.add(row("a topic's token on the management port, and an admin's on the public one")
                .does(scene -> List.of(
                        scene.askManagement("GET", "/api/connections", Tokens.ALL, ""),
                        scene.askManagement("POST", "/api/drain", Tokens.ALL, ""),
                        scene.ask("POST", PREY, Tokens.ADMIN, "x"),
                        scene.ask("GET", STREAM, Tokens.ADMIN, "", POLL)))
                .answers(403, 403, 403, 403));
        return rows;
    }

    private static List<HostileCase> cookies() {
        var rows = new ArrayList<HostileCase>();
        var cookie = "Cookie: weir=" + Tokens.ALL;
        for (var page : List.of(
                "Origin: https://evil.example",
                "Origin: null",
                "Origin: https://app.example.evil.example",
                "Origin: https://app.example:8443",
                "Origin: http://app.example",
                "Origin: https://APP.example/",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none",
                "X-None: a",
                "Origin: https://app.example\r\nOrigin: https://evil.example",
                "Origin: https://evil.example\r\nSec-Fetch-Site: cross-site")) {
            rows.add(row("a cookie from a page with " + page.replace("\r\n", " and "))
                    .does(scene -> List.of(
                            scene.ask("POST", PREY, "", "x", cookie, page),
                            scene.ask("DELETE", "/topics/prey", "", "", cookie, page),
                            scene.ask("GET", STREAM, "", "", POLL, cookie, page)))
                    .answers(401, 401, 401)
                    .neverSays("evil.example"));
        }
        var own = "Origin: https://app.example";
        for (var two : List.of(
                "Cookie: weir=" + Tokens.ALL + "; weir=" + Tokens.MINE,
                "Cookie: weir=" + Tokens.ALL + "\r\nCookie: weir=" + Tokens.MINE,
                "Cookie: WEIR=" + Tokens.ALL,
                "Cookie: weir =" + "x",
                "Cookie: x=\"; weir=" + Tokens.ALL + "\"",
                "Cookie: __Host-weir=" + Tokens.ALL)) {
            rows.add(row("cookies "
                            + two.replace(Tokens.ALL, "T")
                                    .replace(Tokens.MINE, "T")
                                    .replace("\r\n", " and "))
                    .does(scene -> List.of(scene.ask("POST", PREY, "", "x", own, two)))
                    .answers(401));
        }
        rows.add(row("a preflight from a page that may not")
                .sends(bare(
                        "OPTIONS " + PREY + " HTTP/1.1",
                        HOST,
                        "Origin: https://evil.example",
                        "Access-Control-Request-Method: POST",
                        "Access-Control-Request-Headers: authorization"))
                .answers(204)
                .neverSays("Access-Control"));
        return rows;
    }

    private static List<HostileCase> tickets() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("a ticket on another topic")
                .does(scene -> List.of(scene.ask(
                        "GET", "/stream?topic=other&ticket=" + scene.ticket(Tokens.ALL, "prey"), "", "", POLL)))
                .answers(403));
        rows.add(row("a ticket on its topic and another one tells nothing of the other")
                .does(scene -> {
                    scene.publish("theirs", Tokens.ALL, "secret of theirs");
                    var ticket = scene.ticket(Tokens.ALL, "prey");
                    return List.of(scene.ask(
                            "GET",
                            "/stream?topic=prey&topic=theirs&limit=1&from=earliest&ticket=" + ticket,
                            "",
                            "",
                            POLL));
                })
                .answers(200)
                .saying("\"denied\":[\"theirs\"]")
                .neverSays("secret of theirs"));
        rows.add(row("a ticket for what is no stream")
                .does(scene -> {
                    var ticket = scene.ticket(Tokens.ALL, "prey");
                    var query = "?ticket=" + ticket;
                    return List.of(
                            scene.ask("POST", PREY + query, "", "x"),
                            scene.ask("GET", "/topics/prey" + query, "", ""),
                            scene.ask("GET", "/topics/prey/state" + query, "", ""),
                            scene.ask("PUT", "/topics/prey" + query, "", "{}"),
                            scene.ask("POST", "/topics/prey/close" + query, "", ""),
                            scene.ask("DELETE", "/topics/prey" + query, "", ""),
                            scene.ask("POST", "/tickets" + query, "", "{\"topics\":[\"prey\"]}"));
                })
                .answers(401, 401, 401, 401, 401, 401, 401));
        rows.add(row("a ticket as a token, in a cookie, and at the management port")
                .does(scene -> {
                    var ticket = scene.ticket(Tokens.ALL, "prey");
                    return List.of(
                            scene.ask("GET", STREAM, ticket, "", POLL),
                            scene.ask("POST", PREY, ticket, "x"),
                            scene.ask(
                                    "GET",
                                    STREAM,
                                    "",
                                    "",
                                    POLL,
                                    "Cookie: weir=" + ticket,
                                    "Origin: https://app.example"),
                            scene.askManagement("GET", "/api/connections?ticket=" + ticket, "", ""),
                            scene.askManagement("POST", "/api/drain", ticket, ""));
                })
                .answers(401, 401, 401, 401, 401));
        rows.add(row("a stream's POST with a ticket")
                .does(scene ->
                        List.of(scene.ask("POST", STREAM + "&ticket=" + scene.ticket(Tokens.ALL, "prey"), "", "x")))
                .answers(405));
        rows.add(row("a ticket that is not good, beside a token that is")
                .does(scene -> {
                    var ticket = scene.ticket(Tokens.ALL, "prey");
                    var changed = (ticket.charAt(9) == 'A' ? "B" : "A");
                    return List.of(
                            scene.ask(
                                    "GET",
                                    STREAM + "&ticket=" + ticket.substring(0, 9) + changed + ticket.substring(10),
                                    Tokens.ALL,
                                    "",
                                    POLL),
                            scene.ask("GET", STREAM + "&ticket=" + ticket + "A", Tokens.ALL, "", POLL),
                            scene.ask("GET", STREAM + "&ticket=", Tokens.ALL, "", POLL),
                            scene.ask("GET", STREAM + "&ticket=" + "A".repeat(5_000), Tokens.ALL, "", POLL),
                            scene.ask("GET", STREAM + "&ticket=%00%0a%ff", Tokens.ALL, "", POLL),
                            scene.ask("GET", STREAM + "&ticket=" + ticket + "&ticket=x", Tokens.ALL, "", POLL));
                })
                .answers(401, 401, 401, 401, 400, 400));
        rows.add(row("a ticket for what its token does not grant")
                .does(scene -> List.of(
                        scene.ask("POST", "/tickets", Tokens.MINE, "{\"topics\":[\"mine\",\"prey\"]}"),
                        scene.ask("POST", "/tickets", Tokens.ADMIN, "{\"topics\":[\"prey\"]}"),
                        scene.ask("POST", "/tickets", "", "{\"topics\":[\"prey\"]}")))
                .answers(403, 403, 401)
                .neverSays("\"ticket\""));
        rows.add(row("a ticket after its time")
                .does(scene -> {
                    var asked = STREAM + "&ticket=" + scene.ticketOfTheBeginning();
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> scene.ask("GET", asked, "", "", POLL).status() != 200);
                    return List.of(scene.ask("GET", asked, "", "", POLL));
                })
                .answers(401));
        return rows;
    }

    private static List<HostileCase> strangers() {
        var rows = new ArrayList<HostileCase>();
        for (var what : List.of(
                "GET /topics/",
                "GET_STATE /topics/",
                "PUT /topics/",
                "DELETE /topics/",
                "POST_CLOSE /topics/",
                "POST_EVENTS /topics/",
                "GET /stream?topic=")) {
            var method = what.substring(0, what.indexOf(' ')).replaceAll("_.*", "");
            var suffix = what.contains("_")
                    ? what.substring(what.indexOf('_') + 1, what.indexOf(' ')).toLowerCase(Locale.ROOT)
                    : "";
            var base = what.substring(what.indexOf(' ') + 1);
            rows.add(row("what is not granted looks as if it were not there: " + what)
                    .does(scene -> {
                        scene.publish("theirs", Tokens.ALL, "secret of theirs");
                        var end = suffix.isEmpty() ? "" : "/" + suffix;
                        var there = base + "theirs" + end;
                        var notThere = base + "not-there" + end;
                        var answers = List.of(
                                scene.ask(method, there, Tokens.MINE, "", POLL),
                                scene.ask(method, notThere, Tokens.MINE, "", POLL));
                        assertThat(answers.get(0).body())
                                .isEqualTo(answers.get(1).body());
                        assertThat(names(answers.get(0))).isEqualTo(names(answers.get(1)));
                        return answers;
                    })
                    .answers(
                            what.startsWith("GET") && !base.startsWith("/stream")
                                    ? new Integer[] {404, 404}
                                    : new Integer[] {403, 403})
                    .neverSays("secret of theirs")
                    .neverMakes("not-there"));
        }
        return rows;
    }

    private static List<String> names(Answer answer) {
        return answer.headerLines().stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }
}
