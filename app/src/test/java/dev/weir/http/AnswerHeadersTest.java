package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

class AnswerHeadersTest {

    private static List<String> lines(HttpResponse answer) {
        return StreamSupport.stream(answer.getHeaders().spliterator(), false)
                .map(Object::toString)
                .sorted()
                .toList();
    }

    @Test
    void an_answer_is_neither_guessed_at_nor_stored() {
        assertThat(lines(AnswerHeaders.ofPublicPort(false).mark(HttpResponse.create())))
                .containsExactly("Cache-Control: no-store", "X-Content-Type-Options: nosniff");
    }

    @Test
    void over_tls_it_says_to_come_back_over_tls() {
        assertThat(lines(AnswerHeaders.ofPublicPort(true).mark(HttpResponse.create())))
                .contains("Strict-Transport-Security: max-age=31536000")
                .hasSize(3);
    }

    @Test
    void of_the_management_port_it_is_not_held_by_other_sites() {
        assertThat(lines(AnswerHeaders.ofManagementPort(false).mark(HttpResponse.create())))
                .containsExactly(
                        "Cache-Control: no-store",
                        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';"
                                + " img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none';"
                                + " form-action 'none'; frame-ancestors 'none'",
                        "Cross-Origin-Opener-Policy: same-origin",
                        "Cross-Origin-Resource-Policy: same-origin",
                        "Referrer-Policy: no-referrer",
                        "X-Content-Type-Options: nosniff",
                        "X-Frame-Options: DENY");
    }

    @Test
    void what_an_answer_says_itself_stands_and_nothing_comes_twice() {
        var answer = HttpResponse.create()
                .addHeader(RawHeader.create("cache-control", "no-store, no-transform"))
                .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
        var modeled = HttpResponse.create().addHeader(CacheControl.create(CacheDirectives.NO_STORE));

        assertThat(lines(AnswerHeaders.ofPublicPort(false).mark(answer)))
                .containsExactly("X-Content-Type-Options: nosniff", "cache-control: no-store, no-transform");
        assertThat(lines(AnswerHeaders.ofPublicPort(false).mark(modeled)))
                .containsExactly("Cache-Control: no-store", "X-Content-Type-Options: nosniff");
    }
}
