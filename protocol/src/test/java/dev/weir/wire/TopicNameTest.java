package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {

    static String[] legal() {
        return new String[] {
            "a",
            "orders/42",
            "a b",
            "..a",
            "...",
            "**",
            "a*",
            "%2F",
            "?&=#\"'<>\\|{}",
            "地震",
            "é",
            "\ud83d\ude00",
            "a\u00a0b",
            "x".repeat(200),
            "é".repeat(100),
            "€".repeat(66) + "xx",
            "\ud83d\ude00".repeat(50),
        };
    }

    static String[] illegal() {
        return new String[] {
            "",
            "*",
            ".",
            "..",
            " a",
            "a ",
            "\u00a0a",
            "a\u3000",
            "\u2003a",
            "a\u0000b",
            "a\u0009b",
            "a\nb",
            "a\rb",
            "a\u001fb",
            "a\u007fb",
            "a\u0080b",
            "a\u0085b",
            "a\u009fb",
            "a\u2028b",
            "a\u2029b",
            "\ufeffa",
            "a\u200bb",
            "a\u200db",
            "a\u202eb",
            "a\u00adb",
            "a\udb40\udc41b",
            "a\ud800b",
            "a\udc00b",
            "a\ud800",
            "\udc00\ud800",
            "x".repeat(201),
            "é".repeat(100) + "x",
            "€".repeat(67),
            "\ud83d\ude00".repeat(50) + "x",
        };
    }

    @ParameterizedTest
    @MethodSource("legal")
    void takes(String text) {
        assertThat(new TopicName(text).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("illegal")
    void refuses(String text) {
        assertThatThrownBy(() -> new TopicName(text))
                .isInstanceOfSatisfying(
                        InvalidText.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.BAD_TOPIC))
                .hasMessageMatching("topic name: \"[ -~]*…?\" \\(expected: .*\\)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x7e, 0xa0, 0xa1})
    void takes_what_stands_beside_the_controls(int character) {
        var text = "a" + Character.toString(character) + "b";

        assertThat(new TopicName(text).text()).isEqualTo(text);
    }

    @Test
    void sorts_by_its_text() {
        assertThat(new TopicName("a")).isLessThan(new TopicName("b")).isEqualByComparingTo(new TopicName("a"));
    }
}
