package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftTest {

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\n", "\r\n\r\n", "\0", "\ufeff", "\u2028", "id: 1", "data: x\n\nid: 9\n\n", "\ud83d\ude00"
            })
    void takes_data(String data) {
        var draft = Draft.of(Content.TEXT, data);

        assertThat(draft.data()).isEqualTo(data);
        assertThat(draft.dataBytes()).isEqualTo(data.getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud800", "a\udc00", "\ud83d", "\ude00\ud83d", "x\ud800y"})
    void refuses_data(String data) {
        refuses(Refusal.BAD_DATA, () -> Draft.of(Content.TEXT, data));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"trade", " a ", "a:b", "message", "Error", "opened", "errors", "streams", "stream", "地震", "<b>"})
    void takes_a_type(String type) {
        assertThat(typed(type).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "error",
                "open",
                "stream-",
                "stream-bye",
                "stream-anything",
                "a\nb",
                "a\rb",
                "a\r\nid: 1",
                "\n",
                "a\0",
                "a\u2028b",
                "a\u2029b",
                "a\u0085b",
                "a\u007fb",
                "a\tb",
                "\ud800",
                "a\udc00"
            })
    void refuses_a_type(String type) {
        refuses(Refusal.BAD_TYPE, () -> typed(type));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", " k ", "a:b", "é", "{}"})
    void takes_a_key(String key) {
        assertThat(keyed(key).key()).isEqualTo(key);
        assertThat(new Draft(Content.TEXT, "x", null, null, key).idempotencyKey())
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\u0085b", "\ud800", "a\udc00b"})
    void refuses_a_key(String key) {
        refuses(Refusal.BAD_KEY, () -> keyed(key));
        refuses(Refusal.BAD_IDEMPOTENCY_KEY, () -> new Draft(Content.TEXT, "x", null, null, key));
    }

    @Test
    void sizes_are_bounded_on_both_sides() {
        assertThat(typed("é".repeat(100)).type()).hasSize(100);
        refuses(Refusal.BAD_TYPE, () -> typed("é".repeat(101)));
        assertThat(keyed("é".repeat(100)).key()).hasSize(100);
        refuses(Refusal.BAD_KEY, () -> keyed("é".repeat(100) + "x"));
        Draft.checkIdempotencyKey("x".repeat(200));
        refuses(Refusal.BAD_IDEMPOTENCY_KEY, () -> Draft.checkIdempotencyKey("x".repeat(201)));
    }

    private static Draft typed(String type) {
        return new Draft(Content.TEXT, "x", type, null, null);
    }

    private static Draft keyed(String key) {
        return new Draft(Content.TEXT, "x", null, key, null);
    }

    private static void refuses(Refusal refusal, Runnable attempt) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        InvalidText.class, e -> assertThat(e.refusal()).isEqualTo(refusal))
                .hasMessageMatching("[ -~]+: [ -~…]+ \\(expected: [ -~…]+\\)");
    }
}
