package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {

    private static final HttpResponse METHODS =
            HttpResponse.create().withStatus(204).addHeader(Allow.create(HttpMethods.GET, HttpMethods.OPTIONS));
    private static final String EXPOSED =
            "Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";

    private static Map<String, String> headers(List<String> origins, HttpRequest request, HttpResponse answer) {
        Map<String, String> headers = new LinkedHashMap<>();
        new Cors(Origins.of(origins))
                .mark(request, answer)
                .getHeaders()
                .forEach(header -> headers.put(header.name(), header.value()));
        headers.remove("Allow");
        return headers;
    }

    private static HttpRequest from(String origin) {
        return HttpRequest.GET("/stream").addHeader(RawHeader.create("Origin", origin));
    }

    private static HttpRequest preflight(String origin) {
        return from(origin)
                .withMethod(HttpMethods.OPTIONS)
                .addHeader(RawHeader.create("Access-Control-Request-Method", "GET"));
    }

    @Test
    void adds_nothing_without_a_list() {
        assertThat(headers(List.of(), from("https://a.example"), HttpResponse.create()))
                .isEmpty();
        assertThat(headers(List.of(), preflight("https://a.example"), METHODS)).isEmpty();
    }

    @Test
    void an_answer_for_every_page_stays_one() {
        var forAll = HttpResponse.create().addHeader(RawHeader.create("Access-Control-Allow-Origin", "*"));

        assertThat(headers(List.of("https://a.example"), from("https://a.example"), forAll))
                .containsEntry("Access-Control-Allow-Origin", "*")
                .doesNotContainKey("Access-Control-Allow-Credentials");
    }

    @Test
    void a_listed_page_may_read_the_answer_with_its_cookie() {
        assertThat(headers(List.of("https://a.example"), from("https://a.example"), HttpResponse.create()))
                .isEqualTo(Map.of(
                        "Vary", "Origin",
                        "Access-Control-Allow-Origin", "https://a.example",
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Expose-Headers", EXPOSED));
    }

    @Test
    void a_listed_page_is_told_what_it_may_send() {
        assertThat(headers(List.of("https://a.example"), preflight("https://a.example"), METHODS))
                .isEqualTo(Map.of(
                        "Vary", "Origin",
                        "Access-Control-Allow-Origin", "https://a.example",
                        "Access-Control-Allow-Credentials", "true",
                        "Access-Control-Allow-Methods", "GET, OPTIONS",
                        "Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer,"
                                        + " Weir-Event-Key, Weir-Event-Type, Weir-Publish-Deadline",
                        "Access-Control-Max-Age", "7200"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://b.example",
                "http://a.example",
                "https://a.example:8443",
                "https://a.example.b.example",
                "https://ba.example",
                "null"
            })
    void another_page_gets_no_headers_and_no_cache_mixes_them_up(String origin) {
        assertThat(headers(List.of("https://a.example"), from(origin), HttpResponse.create()))
                .isEqualTo(Map.of("Vary", "Origin"));
        assertThat(headers(List.of("https://a.example"), preflight(origin), METHODS))
                .isEqualTo(Map.of("Vary", "Origin"));
    }

    @Test
    void who_is_no_page_gets_no_headers_either() {
        assertThat(headers(List.of("https://a.example", "*"), HttpRequest.GET("/"), HttpResponse.create()))
                .isEqualTo(Map.of("Vary", "Origin"));
    }

    @Test
    void a_star_lets_all_others_read_without_their_cookie() {
        var origins = List.of("https://a.example", "*");

        assertThat(headers(origins, from("https://b.example"), HttpResponse.create()))
                .isEqualTo(Map.of(
                        "Vary", "Origin",
                        "Access-Control-Allow-Origin", "*",
                        "Access-Control-Expose-Headers", EXPOSED));
        assertThat(headers(origins, from("https://a.example"), HttpResponse.create()))
                .containsEntry("Access-Control-Allow-Credentials", "true");
    }

    @Test
    void two_origins_are_nobodys() {
        var request = from("https://a.example").addHeader(RawHeader.create("Origin", "https://a.example"));

        assertThat(headers(List.of("https://a.example", "*"), request, HttpResponse.create()))
                .isEqualTo(Map.of("Vary", "Origin"));
    }

    @Test
    void options_that_are_no_preflight_are_an_answer_to_read() {
        assertThat(headers(
                        List.of("https://a.example"),
                        from("https://a.example").withMethod(HttpMethods.OPTIONS),
                        METHODS))
                .containsKey("Access-Control-Expose-Headers")
                .doesNotContainKey("Access-Control-Allow-Methods");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example/",
                "https://a.example/path",
                "https://A.example",
                "HTTPS://a.example",
                "a.example",
                "null",
                "https://*.example",
                "https://a.example:443",
                "http://a.example:80",
                "https://user@a.example",
                "https://a.example:0",
                "https://a.example:123456",
                "https://a.example https://b.example",
                "https://"
            })
    void what_a_browser_would_not_send_is_no_origin(String text) {
        assertThatThrownBy(() -> Origins.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example",
                "http://localhost:3000",
                "http://127.0.0.1:5173",
                "http://[::1]:80443",
                "capacitor://localhost",
                "https://a.example:80",
                "https://xn--bcher-kva.example"
            })
    void what_browsers_send_is_an_origin(String text) {
        assertThat(Origins.of(List.of(text)).listed()).containsExactly(text);
    }

    @Test
    void there_are_at_most_a_hundred() {
        assertThatThrownBy(() -> Origins.of(Collections.nCopies(101, "https://a.example")))
                .hasMessage("101 origins");
    }
}
