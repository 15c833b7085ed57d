package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.access.TokenForge;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may what, at the jar with {@code auth.mode = jwt}: each kind of route, browsers, and a key set that changes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AccessIT {

    private static final long EXP = 4_000_000_000L;
    private static final String GRANTS = "\"mercure\":{\"publish\":[\"orders/{id}\"],\"subscribe\":[\"orders/{id}\"]},"
            + "\"weir\":{\"manage\":[\"orders/{id}\"]}";
    private static final String GOOD = TokenForge.token("{\"exp\":" + EXP + ",\"sub\":\"alice\"," + GRANTS + "}");
    private static final String OTHER = TokenForge.token("{\"exp\":" + EXP
            + ",\"mercure\":{\"publish\":[\"a\"],\"subscribe\":[\"a\"]},\"weir\":{\"manage\":[\"a\"]}}");
    private static final String EXPIRED = TokenForge.token("{\"exp\":1," + GRANTS + "}");
    private static final String ADMIN = TokenForge.token("{\"exp\":" + EXP + ",\"weir\":{\"admin\":true}}");

    private static final HttpClient http = HttpClient.newHttpClient();
    private static final List<AutoCloseable> started = new ArrayList<>();
    private static Origin allowed;
    private static Origin notAllowed;
    private static Origin issuer;
    private static WeirProcess weir;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        allowed = opened(Origin.of("text/html", "<!doctype html><title>A page</title>"));
        notAllowed = opened(Origin.of("text/html", "<!doctype html><title>Another page</title>"));
        issuer = opened(Origin.of("application/json", TokenForge.keySet("first")));
        var config = Files.writeString(
                folder.resolve("weir.conf"), """
                weir.auth {
                  mode = jwt
                  keys = [{ kid = hmac, algorithm = HS256, secret = "%s" }]
                  jwks-url = "%s"
                  allowed-origins = ["%s"]
                }
                """.formatted(TokenForge.SECRET, issuer.uri("/keys"), allowed.origin()));
        weir = opened(WeirProcess.configured(folder.resolve("data"), config));
    }

    private static <T extends AutoCloseable> T opened(T thing) {
        started.add(0, thing);
        return thing;
    }

    @AfterAll
    static void stop() throws Exception {
        for (var thing : started) {
            thing.close();
        }
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(weir.uri(path)).header("Accept", "application/json");
    }

    private static HttpRequest.Builder bearer(String path, String token) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> call(String method, String path, String token) throws Exception {
        return send(bearer(path, token).method(method, body(method)));
    }

    private static BodyPublisher body(String method) {
        return List.of("GET", "HEAD").contains(method) ? BodyPublishers.noBody() : BodyPublishers.ofString("{}");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join("|", answer.headers().allValues(name));
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource({
        "PUT, /topics/orders%2F7, 201, 403",
        "POST, /topics/orders%2F7/events, 201, 403",
        "GET, /topics/orders%2F7, 200, 404",
        "GET, /topics/orders%2F7/state, 409, 404",
        "GET, /stream?topic=orders%2F7&from=earliest, 200, 403",
        "HEAD, /stream?topic=orders%2F7, 200, 403",
        "POST, /topics/orders%2F7/close, 204, 403",
        "DELETE, /topics/orders%2F7, 204, 403"
    })
    void each_route_wants_a_token_that_grants_it(String method, String path, int granted, int notGranted)
            throws Exception {
        var body = body(method);
        var none = send(request(path).method(method, body));
        var expired = call(method, path, EXPIRED);
        var forged = call(method, path, GOOD.substring(0, GOOD.length() - 2) + "AA");
        var inUrl = send(
                request(path + (path.contains("?") ? "&" : "?") + "authorization=" + GOOD + "&access_token=" + GOOD)
                        .method(method, body));

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(header(none, "WWW-Authenticate")).isEqualTo("Bearer realm=\"weir\"");
        assertThat(inUrl.statusCode()).isEqualTo(401);
        for (var refused : List.of(expired, forged)) {
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(header(refused, "WWW-Authenticate")).isEqualTo("Bearer realm=\"weir\", error=\"invalid_token\"");
        }
        assertThat(call(method, path, OTHER).statusCode()).isEqualTo(notGranted);
        var answer = call(method, path, GOOD);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(granted);
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource({
        "GET, /topics/{t}",
        "GET, /topics/{t}/state",
        "PUT, /topics/{t}",
        "DELETE, /topics/{t}",
        "POST, /topics/{t}/events",
        "GET, /stream?topic={t}"
    })
    void what_is_not_granted_looks_like_what_is_not_there(String method, String path) throws Exception {
        assertThat(call("POST", "/topics/orders%2F8/events", GOOD).statusCode()).isEqualTo(201);

        var there = call(method, path.replace("{t}", "orders%2F8"), OTHER);
        var notThere = call(method, path.replace("{t}", "orders%2F9"), OTHER);

        assertThat(there.statusCode()).isEqualTo(notThere.statusCode());
        assertThat(there.body()).isEqualTo(notThere.body());
    }

    @Test
    @Order(3)
    void a_stream_goes_on_with_what_is_granted() throws Exception {
        var poll = call("GET", "/stream?topic=orders%2F8&topic=secret&from=earliest", GOOD);

        assertThat(poll.statusCode()).isEqualTo(200);
        assertThat(poll.body()).contains("\"topic\":\"orders/8\"", "\"denied\":[\"secret\"]");
    }

    @Test
    @Order(4)
    void a_cookie_counts_for_pages_that_may() throws Exception {
        var path = "/stream?topic=orders%2F8";
        var cookie = "theme=dark; weir=" + GOOD;

        var listed = send(request(path).header("Cookie", cookie).header("Origin", allowed.origin()));
        var own = send(request(path).header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin"));
        var foreign = send(request(path).header("Cookie", cookie).header("Origin", notAllowed.origin()));
        var silent = send(request(path).header("Cookie", cookie));

        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(foreign.statusCode()).isEqualTo(401);
        assertThat(silent.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @Order(5)
    @CsvSource(
            delimiter = '|',
            value = {
                "/stream | GET, HEAD, OPTIONS",
                "/topics/a/events | POST, OPTIONS",
                "/topics/a | GET, HEAD, PUT, DELETE, OPTIONS",
                "/topics/a/state | GET, HEAD, OPTIONS",
                "/topics/a/close | POST, OPTIONS"
            })
    void a_preflight_is_answered_on_every_path(String path, String methods) throws Exception {
        var preflight = request(path)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,last-event-id")
                .method("OPTIONS", BodyPublishers.noBody());

        var listed = send(preflight.copy().header("Origin", allowed.origin()));
        var other = send(preflight.copy().header("Origin", notAllowed.origin()));

        assertThat(listed.statusCode()).isEqualTo(204);
        assertThat(header(listed, "Access-Control-Allow-Origin")).isEqualTo(allowed.origin());
        assertThat(header(listed, "Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(header(listed, "Access-Control-Allow-Methods")).isEqualTo(methods);
        assertThat(header(listed, "Access-Control-Allow-Headers"))
                .contains("Authorization", "Last-Event-ID", "Idempotency-Key", "Weir-Event-Type", "Prefer");
        assertThat(header(listed, "Vary")).isEqualTo("Origin");
        assertThat(other.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
        assertThat(header(other, "Vary")).isEqualTo("Origin");
    }

    @ParameterizedTest
    @Order(6)
    @CsvSource({"/stream?topic=a, 401", "/nothing, 404", "/topics/%ff/events, 400"})
    void a_page_that_may_can_read_refusals_too(String path, int status) throws Exception {
        var answer = send(request(path).header("Origin", allowed.origin()));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(allowed.origin());
        assertThat(header(answer, "Access-Control-Expose-Headers")).contains("WWW-Authenticate", "Retry-After");
    }

    @ParameterizedTest
    @Order(7)
    @CsvSource({
        "/health/ready, 200, 200, 200",
        "/metrics, 200, 200, 200",
        "/api/overview, 401, 403, 200",
        "/api/topics, 401, 403, 200",
        "/api/connections, 401, 403, 200",
        "/api/supervision, 401, 403, 200",
        "/api/cluster, 401, 403, 200",
        "/api/journal, 401, 403, 200",
        "/api/openapi.json, 401, 403, 200",
        "/api/nothing, 401, 403, 404",
        "/console, 401, 403, 200",
        "/console/main.js, 401, 403, 200"
    })
    void the_management_port_is_for_admins(String path, int nobody, int other, int admin) throws Exception {
        var request = HttpRequest.newBuilder(weir.management(path));

        assertThat(send(request.copy()).statusCode()).isEqualTo(nobody);
        assertThat(send(request.copy().header("Authorization", "Bearer " + GOOD))
                        .statusCode())
                .isEqualTo(other);
        assertThat(send(request.copy().header("Authorization", "Bearer " + ADMIN))
                        .statusCode())
                .isEqualTo(admin);
    }

    @Test
    @Order(8)
    void a_key_set_that_changes_is_fetched_again() throws Exception {
        var claims = "{\"exp\":" + EXP + "," + GRANTS + "}";
        var path = "/stream?topic=orders%2F8";
        assertThat(call("GET", path, TokenForge.eddsa("first", claims)).statusCode())
                .isEqualTo(200);
        issuer.says(TokenForge.keySet("second"));

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() ->
                        call("GET", path, TokenForge.eddsa("second", claims)).statusCode() == 200);

        assertThat(call("GET", path, TokenForge.eddsa("first", claims)).statusCode())
                .isEqualTo(401);
        issuer.says("broken");
        assertThat(call("GET", path, TokenForge.eddsa("third", claims)).statusCode())
                .isEqualTo(401);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> weir.get(weir.management("/metrics"))
                        .contains("sse_key_set_fetches_total{outcome=\"failed\"} 1"));
        assertThat(call("GET", path, TokenForge.eddsa("second", claims)).statusCode())
                .isEqualTo(200);
        assertThat(weir.get(weir.management("/health/ready"))).contains("\"keys\":\"up\"");
        assertThat(weir.output()).contains("could not be fetched");
    }

    @Test
    @Order(9)
    @Timeout(120)
    void a_browser_streams_with_its_cookie_from_a_page_that_may_and_from_no_other(@TempDir Path user) {
        boolean isHere = Files.exists(Chromium.PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isHere).as("programs that CI must have").isTrue();
        }
        assumeTrue(isHere, () -> "not installed: " + Chromium.PROGRAM);
        var script = """
                ([url, token, credentials]) => new Promise(resolve => {
                  document.cookie = 'weir=' + token + '; path=/; SameSite=Lax';
                  const source = new EventSource(url, { withCredentials: credentials });
                  source.onmessage = event => { source.close(); resolve(event.lastEventId + ' ' + event.data); };
                  source.onerror = () => resolve('error ' + source.readyState);
                })""";
        var stream = weir.uri("/stream?topic=orders%2F8&from=earliest").toString();

        try (var chromium = new Chromium(user)) {
            var with = chromium.evaluate(allowed.uri("/"), script, List.of(stream, GOOD, true));
            var without = chromium.evaluate(allowed.uri("/"), script, List.of(stream, GOOD, false));
            var foreign = chromium.evaluate(notAllowed.uri("/"), script, List.of(stream, GOOD, true));

            assertThat(with).isEqualTo("1-1 {}");
            assertThat(without).isEqualTo("error 2");
            assertThat(foreign).isEqualTo("error 2");
        }
    }

    @Test
    @Order(10)
    @Timeout(120)
    void a_browser_asks_once_whether_a_page_may_and_keeps_the_answer(@TempDir Path user) {
        boolean isHere = Files.exists(Chromium.PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(isHere).as("programs that CI must have").isTrue();
        }
        assumeTrue(isHere, () -> "not installed: " + Chromium.PROGRAM);
        var script = """
                async ([url, token]) => {
                  const headers = { Authorization: 'Bearer ' + token, Accept: 'application/json' };
                  const ask = async () => (await fetch(url, { headers })).status;
                  return (await ask()) + ' ' + (await ask());
                }""";

        try (var gate = Gate.to(weir.uri("/"), path -> null);
                var chromium = new Chromium(user)) {
            var stream = gate.uri("/stream?topic=orders%2F8").toString();
            var answers = chromium.evaluate(allowed.uri("/"), script, List.of(stream, GOOD));

            assertThat(answers).isEqualTo("200 200");
            assertThat(gate.requests())
                    .as("although no answer is to be stored")
                    .extracting(head -> head.split(" ", 2)[0])
                    .containsExactly("OPTIONS", "GET", "GET");
        }
    }

    @Test
    @Order(11)
    void no_token_and_no_secret_is_in_a_log_or_metric() throws Exception {
        var malformed = send(request("/stream?topic=a").header("Authorization", "Bearer " + GOOD + "\"x, y"));
        assertThat(malformed.statusCode()).isEqualTo(401);

        var said = weir.output() + weir.get(weir.management("/metrics"));

        assertThat(said).contains("started").doesNotContain(TokenForge.SECRET);
        for (var token : List.of(GOOD, OTHER, EXPIRED, ADMIN)) {
            assertThat(said).doesNotContain(token.substring(token.lastIndexOf('.')));
        }
    }
}
