package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @Test
    void cuts_the_path_before_it_decodes() {
        var target = RequestTarget.parse("/topics/a%2Fb%20%C3%A9%00+/events");

        assertThat(target.segments()).containsExactly("topics", "a/b é\0+", "events");
    }

    @Test
    void keeps_dot_segments_and_empty_ones() {
        var target = RequestTarget.parse("/a/%2e%2e/./../b//");

        assertThat(target.segments()).containsExactly("a", "..", ".", "..", "b", "", "");
    }

    @Test
    void has_no_segments_for_the_root() {
        assertThat(RequestTarget.parse("/").segments()).isEmpty();
        assertThat(RequestTarget.parse("/?a=b").segments()).isEmpty();
    }

    @Test
    void reads_parameters_in_order() {
        var target = RequestTarget.parse("/s?topic=a+b&&topic=%2B%26&x&y==&t%6Fpic=c");

        assertThat(target.parameters("topic")).containsExactly("a b", "+&", "c");
        assertThat(target.parameter("topic")).isEqualTo("a b");
        assertThat(target.parameter("x")).isEmpty();
        assertThat(target.parameter("y")).isEqualTo("=");
        assertThat(target.parameter("z")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://host:80/a/b?c=d", "https://u@[::1]/a/b?c=d"})
    void takes_the_absolute_form(String text) {
        var target = RequestTarget.parse(text);

        assertThat(target.segments()).containsExactly("a", "b");
        assertThat(target.parameter("c")).isEqualTo("d");
    }

    @Test
    void takes_the_absolute_form_without_a_path() {
        var target = RequestTarget.parse("http://host?c=d");

        assertThat(target.segments()).isEmpty();
        assertThat(target.parameter("c")).isEqualTo("d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%",
                "/%4",
                "/%zz",
                "/%+1",
                "/%ff",
                "/%c0%80",
                "/%ed%a0%80",
                "/%f0%9f%98",
                "/a?%zz",
                "/a?b=%ff",
                "/a#b",
                "/\u00e9",
                "/a b",
                "/\ufffd"
            })
    void refuses_what_is_no_percent_encoded_utf_8(String text) {
        assertThatExceptionOfType(InvalidText.class)
                .isThrownBy(() -> RequestTarget.parse(text))
                .withMessageContaining("(expected: ")
                .extracting(InvalidText::refusal)
                .isEqualTo(Refusal.BAD_TARGET);
    }

    @Test
    void bounds_the_number_of_parameters() {
        String most = "/s?" + "a=b&".repeat(RequestTarget.PARAMETERS_MAX);

        assertThat(RequestTarget.parse(most).parameters("a")).hasSize(RequestTarget.PARAMETERS_MAX);
        assertThatExceptionOfType(InvalidText.class)
                .isThrownBy(() -> RequestTarget.parse(most + "c"))
                .withMessageContaining("at most 256");
    }

    @Test
    void prefers_the_raw_target_of_the_request_to_the_resolved_one() {
        var resolved = HttpRequest.POST("http://host/a/x?b=%2Fc");

        assertThat(RequestTarget.of(resolved).segments()).containsExactly("a", "x");
        assertThat(RequestTarget.of(resolved.addHeader(RawRequestURI.create("/a/%2e%2e/x")))
                        .segments())
                .containsExactly("a", "..", "x");
    }
}
