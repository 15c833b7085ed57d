package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Refusal;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

    private static final Credentials.Token TOKEN = new Credentials.Token("a.b.c");

    private final Credentials credentials =
            new Credentials("weir", Origins.of(List.of("https://app.example", "capacitor://localhost", "*")));

    private static HttpRequest request(String... headers) {
        var request = HttpRequest.GET("/stream");
        for (var header : headers) {
            int colon = header.indexOf(": ");
            request = request.addHeader(RawHeader.create(header.substring(0, colon), header.substring(colon + 2)));
        }
        return request;
    }

    private Refusal missing(HttpRequest request) {
        assertThat(credentials.in(request)).isInstanceOf(Credentials.Missing.class);
        return ((Credentials.Missing) credentials.in(request)).refusal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.b.c", "bearer a.b.c", "BEARER a.b.c", "Bearer   a.b.c"})
    void takes_a_bearer_token(String value) {
        assertThat(credentials.in(request("Authorization: " + value))).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "Bearer ", "Basic YTpi", "Digest a.b.c", "a.b.c", "Bearera.b.c", "Bearer\ta.b.c"})
    void refuses_another_authorization(String value) {
        var withCookie = request("Authorization: " + value, "Cookie: weir=a.b.c", "Sec-Fetch-Site: same-origin");

        assertThat(missing(withCookie)).isEqualTo(Refusal.INVALID_TOKEN);
    }

    @Test
    void refuses_two_authorizations() {
        assertThat(missing(request("Authorization: Bearer a.b.c", "Authorization: Bearer a.b.c")))
                .isEqualTo(Refusal.INVALID_TOKEN);
    }

    @Test
    void the_header_goes_before_the_cookie() {
        var both = request("Authorization: Bearer a.b.c", "Cookie: weir=d.e.f", "Sec-Fetch-Site: same-origin");

        assertThat(credentials.in(both)).isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization", "access_token", "jwt", "token", "weir", "ticket"})
    void takes_none_from_the_target(String parameter) {
        var request = HttpRequest.GET("/stream?topic=a&" + parameter + "=a.b.c");

        assertThat(missing(request)).isEqualTo(Refusal.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: https://app.example | X: x",
                "Origin: https://app.example | Sec-Fetch-Site: cross-site",
                "Origin: capacitor://localhost | Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-origin | X: x",
                "Origin: https://weir.example:8443 | Sec-Fetch-Site: same-origin",
                "Origin: https://weir.example:8443 | Host: weir.example:8443"
            })
    void takes_a_cookie_for_a_page_that_may(String one, String other) {
        assertThat(credentials.in(request("Cookie: other=1; weir=a.b.c", one, other)))
                .isEqualTo(TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X: x | X: y",
                "Origin: https://evil.example | Sec-Fetch-Site: cross-site",
                "Origin: https://evil.example | Host: weir.example",
                "Origin: https://app.example.evil.example | Sec-Fetch-Site: cross-site",
                "Origin: http://app.example | Sec-Fetch-Site: cross-site",
                "Origin: https://app.example:444 | Sec-Fetch-Site: same-site",
                "Origin: null | Sec-Fetch-Site: cross-site",
                "Origin: null | Host: null",
                "Origin: https://weir.example | Origin: https://app.example",
                "Origin: https://weir.example:8443 | Host: weir.example",
                "Origin: https://weir.example:8443 | Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: same-site | Host: weir.example",
                "Sec-Fetch-Site: cross-site | Host: weir.example",
                "Sec-Fetch-Site: none | Host: weir.example",
                "Host: weir.example | Referer: https://app.example/"
            })
    void takes_no_cookie_for_another_page(String one, String other) {
        assertThat(missing(request("Cookie: weir=a.b.c", one, other))).isEqualTo(Refusal.UNAUTHENTICATED);
    }

    /** A page over plain HTTP of the same host is another origin, which only the browser knows behind a proxy. */
    @Test
    void what_the_browser_says_goes_before_the_host() {
        var request = request(
                "Cookie: weir=a.b.c", "Origin: http://weir.example", "Host: weir.example", "Sec-Fetch-Site: same-site");

        assertThat(missing(request)).isEqualTo(Refusal.UNAUTHENTICATED);
    }

    @Test
    void a_change_without_origin_takes_no_cookie() {
        var post = request("Cookie: weir=a.b.c", "Sec-Fetch-Site: same-origin").withMethod(HttpMethods.POST);

        assertThat(missing(post)).isEqualTo(Refusal.UNAUTHENTICATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir=a.b.c; weir=d.e.f", "weir=a.b.c; weir=a.b.c"})
    void refuses_two_cookies(String value) {
        assertThat(missing(request("Cookie: " + value, "Sec-Fetch-Site: same-origin")))
                .isEqualTo(Refusal.INVALID_TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Weir=a.b.c", "weir2=a.b.c", "weir", "other=weir=a.b.c", "x=1"})
    void sees_no_cookie_of_another_name(String value) {
        assertThat(missing(request("Cookie: " + value, "Sec-Fetch-Site: same-origin")))
                .isEqualTo(Refusal.UNAUTHENTICATED);
    }

    @Test
    void finds_the_cookie_among_ones_that_others_wrote_badly() {
        var request = request("Cookie: a=\u00fc \"{; =x; weir=a.b.c; b", "Sec-Fetch-Site: same-origin");

        assertThat(credentials.in(request)).isEqualTo(TOKEN);
    }
}
