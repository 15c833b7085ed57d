package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HopTest {

    private static final Hop FIRST = Hop.first(URI.create("https://a.example/x/stream?topic=t"));

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_get_follows_every_redirect(int status) {
        assertThat(FIRST.next(true, status, "/y")).isEqualTo(new Hop(URI.create("https://a.example/y"), true, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 300, 304, 305, 306, 404})
    void other_answers_are_no_redirects(int status) {
        assertThat(FIRST.next(true, status, "/y")).isNull();
    }

    @Test
    void a_post_is_repeated_only_where_the_status_says_so() {
        assertThat(FIRST.next(false, 302, "/y")).isNull();
        assertThat(FIRST.next(false, 307, "/y")).isNotNull();
        assertThat(FIRST.next(false, 308, "/y")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example:443/y, true",
        "https://A.EXAMPLE/y, true",
        "//a.example/y, true",
        "https://a.example:444/y, false",
        "https://b.example/y, false",
    })
    void knows_its_own_origin(String location, boolean atHome) {
        assertThat(FIRST.next(true, 307, location)).extracting("atHome").isEqualTo(atHome);
    }

    @Test
    void who_has_left_does_not_come_home() {
        var away = FIRST.next(true, 307, "https://b.example/y");
        assertThat(away).isNotNull();

        assertThat(away == null ? null : away.next(true, 307, "https://a.example/"))
                .extracting("atHome")
                .isEqualTo(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://a.example/y", "ftp://a.example/", "mailto:a", "http:", "https:///x", "a b"})
    void does_not_go_everywhere(String location) {
        assertThatThrownBy(() -> FIRST.next(true, 307, location)).isInstanceOf(FailedTry.class);
    }

    @Test
    void needs_an_address() {
        assertThatThrownBy(() -> FIRST.next(true, 307, null))
                .hasMessage("redirect: no Location (expected: an address)");
    }

    @Test
    void follows_five_and_no_more() {
        var hop = new Hop(FIRST.uri(), true, 4);

        assertThat(hop.next(true, 307, "/")).isEqualTo(new Hop(URI.create("https://a.example/"), true, 5));
        assertThatThrownBy(() -> new Hop(FIRST.uri(), true, 5).next(true, 307, "/"))
                .hasMessage("redirects: more than 5 (expected: at most 5)");
    }
}
