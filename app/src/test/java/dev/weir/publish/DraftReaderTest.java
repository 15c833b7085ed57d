package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractStringAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DraftReaderTest {

    private static final int EVENT_BYTES_MAX = 100;

    private static List<Draft> read(BodyForm form, byte[] body, @Nullable String batchKey) {
        return DraftReader.read(new PublishRequest(form, null, null, batchKey, null), body, EVENT_BYTES_MAX);
    }

    private static List<Draft> read(BodyForm form, String body) {
        return read(form, body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static List<String> data(BodyForm form, String body) {
        return read(form, body).stream().map(Draft::data).toList();
    }

    private static AbstractStringAssert<?> assertRefused(Refusal refusal, BodyForm form, String body) {
        return assertRefused(refusal, form, body.getBytes(StandardCharsets.UTF_8), null);
    }

    private static AbstractStringAssert<?> assertRefused(
            Refusal refusal, BodyForm form, byte[] body, @Nullable String batchKey) {
        var invalid = catchThrowableOfType(InvalidText.class, () -> read(form, body, batchKey));
        assertThat(invalid).isNotNull().hasMessageContaining("(expected: ");
        assertThat(invalid.refusal()).isEqualTo(refusal);
        return assertThat(invalid.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mag\": 4.70, \"a\":1.0e5 ,\"b\":[ ]}",
                "\"\\u00e9\\/\\ud83d\\ude00\"",
                "-0",
                "1E+2",
                "null",
                "true",
                "{\"a\":1,\"a\":2}",
                "{\"\ud83d\ude00\":\"\\ud83d\\ude00\",\"\\ud83d\\ude00\":[]}",
                "[\n 1,\r\n\t2 ]",
                "\"\u007f\"",
                "\"\ufeff\ud83d\ude00\""
            })
    void keeps_json_as_the_very_text_that_was_sent(String json) {
        assertThat(read(BodyForm.JSON, json)).containsExactly(Draft.of(Content.JSON, json));
        assertThat(data(BodyForm.JSON, " \t\r\n" + json + "\n ")).containsExactly(json);
        assertThat(data(BodyForm.ARRAY, "[" + json + " , " + json + "]")).containsExactly(json, json);
        String line = json.replace("\r", "").replace("\n", "");
        assertThat(data(BodyForm.LINES, line + "\n" + line)).containsExactly(line, line);
        assertThat(data(BodyForm.ENVELOPES, "{\"data\": " + line + " ,\"key\":null}"))
                .containsExactly(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":}",
                "{\"a\" 1}",
                "01",
                "1.",
                ".5",
                "+1",
                "NaN",
                "Infinity",
                "nul",
                "1 2",
                "{} x",
                "'a'",
                "\"a",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12\"",
                "{a:1}",
                "//c\n1",
                "\u00a01",
                "\"\u0000\"",
                "]"
            })
    void refuses_what_is_not_json(String json) {
        assertRefused(Refusal.BAD_JSON, BodyForm.JSON, json).contains("near offset");
    }

    @Test
    void says_where_json_breaks() {
        assertRefused(Refusal.BAD_JSON, BodyForm.JSON, "{\"mag\": 4.7, oops}")
                .isEqualTo("JSON near offset 13: \"{\\u0022mag\\u0022: 4.7, oops}\" (expected: one JSON value as in"
                        + " RFC 8259, nested at most 1000 deep, no lone surrogates)");
        assertRefused(Refusal.BAD_JSON, BodyForm.LINES, "1\n\n[1,\n").startsWith("line 3: JSON near offset 3: \"[1,\"");
        assertRefused(Refusal.BAD_JSON, BodyForm.ARRAY, "[1, 2").startsWith("JSON near offset 5: ");
    }

    @Test
    void bounds_how_deep_json_nests() {
        var most = "[".repeat(1000) + "]".repeat(1000);
        var request = new PublishRequest(BodyForm.JSON, null, null, null, null);

        assertThat(DraftReader.read(request, most.getBytes(StandardCharsets.UTF_8), 10_000))
                .hasSize(1);
        assertRefused(Refusal.BAD_JSON, BodyForm.JSON, "[" + most + "]").contains("nested at most 1000 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "[\"a\\ud800b\"]", "\"\\ud800\\ud800\\udc00\"", "\"\\udc00\\ud800\""})
    void refuses_lone_surrogates_in_escapes(String json) {
        assertRefused(Refusal.BAD_DATA, BodyForm.JSON, json).contains("no lone surrogates");
        assertRefused(Refusal.BAD_DATA, BodyForm.ARRAY, "[1," + json + "]").startsWith("element 2: ");
        assertRefused(Refusal.BAD_DATA, BodyForm.LINES, json).startsWith("line 1: ");
        assertRefused(Refusal.BAD_DATA, BodyForm.ENVELOPES, "{\"data\":" + json + "}")
                .startsWith("line 1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"\\udc00\":1}", "{\"a\\ud800\":1}", "[{\"\\ud800x\":[]}]"})
    void refuses_lone_surrogates_in_names(String json) {
        assertRefused(Refusal.BAD_JSON, BodyForm.JSON, json).contains("no lone surrogates");
    }

    @Test
    void refuses_invalid_utf_8_and_says_where() {
        assertRefused(Refusal.BAD_DATA, BodyForm.TEXT, new byte[] {'a', (byte) 0xff}, null)
                .isEqualTo("body: 0xff at byte 1 (expected: valid UTF-8)");
        assertRefused(
                Refusal.BAD_DATA, BodyForm.JSON, new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}, null);
        assertRefused(Refusal.BAD_DATA, BodyForm.TEXT, new byte[] {(byte) 0xe2, (byte) 0x82}, null);
        assertThat(data(BodyForm.TEXT, "\ufffd")).containsExactly("\ufffd");
    }

    @Test
    void keeps_every_character_of_text() {
        String text = "\ufeff \u0000{\"a\"\r\n ";

        assertThat(read(BodyForm.TEXT, text)).containsExactly(Draft.of(Content.TEXT, text));
        assertRefused(Refusal.BAD_DATA, BodyForm.TEXT, "").contains("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "ARRAY", "LINES", "ENVELOPES"})
    void refuses_json_that_starts_with_a_byte_order_mark(BodyForm form) {
        assertRefused(Refusal.BAD_JSON, form, "\ufeff[]").contains("no byte order mark");
    }

    @Test
    void skips_blank_lines_and_takes_both_line_ends() {
        assertThat(data(BodyForm.LINES, "\r\n1\r\n \t\n\n2\n3")).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \r\n\r\n"})
    void refuses_an_empty_batch(String body) {
        assertRefused(Refusal.BAD_BATCH, BodyForm.LINES, body).contains("at least one event");
        assertRefused(Refusal.BAD_BATCH, BodyForm.ENVELOPES, body).contains("at least one event");
        assertRefused(Refusal.BAD_BATCH, BodyForm.ARRAY, "[" + body + "]").contains("at least one event");
    }

    @Test
    void wants_an_array_for_a_batch_of_json() {
        assertRefused(Refusal.BAD_BATCH, BodyForm.ARRAY, " {\"a\":1}").contains("a JSON array of events");
        assertRefused(Refusal.BAD_BATCH, BodyForm.ARRAY, "").contains("a JSON array of events");
        assertRefused(Refusal.BAD_JSON, BodyForm.ARRAY, "[1] 2");
    }

    @Test
    void reads_envelopes() {
        var drafts = read(
                BodyForm.ENVELOPES,
                "{\"type\":\"t\\u00e9\",\"data\":{ \"a\": 1.50},\"key\":\"k\",\"idempotencyKey\":\"i\"}\n{\"data\":null}");

        assertThat(drafts)
                .containsExactly(
                        new Draft(Content.JSON, "{ \"a\": 1.50}", "t\u00e9", "k", "i"), Draft.of(Content.JSON, "null"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "[]",
                "{}",
                "{\"type\":\"t\"}",
                "{\"data\":1,\"id\":\"x\"}",
                "{\"data\":1,\"data\":2}",
                "{\"data\":1,\"type\":2}",
                "{\"data\":1,\"key\":{}}",
                "{\"data\":1,\"type\":\"a\",\"type\":\"b\"}"
            })
    void refuses_lines_that_are_no_envelope(String line) {
        assertRefused(Refusal.BAD_BATCH, BodyForm.ENVELOPES, "{\"data\":1}\n" + line)
                .startsWith("line 2: envelope");
    }

    @Test
    void checks_the_parts_of_envelopes() {
        assertRefused(Refusal.BAD_TYPE, BodyForm.ENVELOPES, "{\"data\":1,\"type\":\"error\"}")
                .startsWith("line 1: ");
        assertRefused(Refusal.BAD_KEY, BodyForm.ENVELOPES, "{\"data\":1,\"key\":\"\\n\"}");
        assertRefused(Refusal.BAD_KEY, BodyForm.ENVELOPES, "{\"data\":1,\"key\":\"\\ud800\"}");
        assertRefused(Refusal.BAD_IDEMPOTENCY_KEY, BodyForm.ENVELOPES, "{\"data\":1,\"idempotencyKey\":\"\"}");
        assertRefused(Refusal.BAD_JSON, BodyForm.ENVELOPES, "{\"data\":1} 2");
        assertRefused(Refusal.BAD_JSON, BodyForm.ENVELOPES, "{\"data\":1");
    }

    @Test
    void takes_a_key_for_the_batch_or_keys_for_its_lines() {
        var keyed = "{\"data\":1,\"idempotencyKey\":\"i\"}".getBytes(StandardCharsets.UTF_8);
        var bare = "{\"data\":1}".getBytes(StandardCharsets.UTF_8);

        assertThat(read(BodyForm.ENVELOPES, bare, "b")).containsExactly(Draft.of(Content.JSON, "1"));
        assertRefused(Refusal.BAD_PARAMETER, BodyForm.ENVELOPES, keyed, "b").startsWith("line 1: Idempotency-Key");
    }

    @Test
    void bounds_each_event() {
        String most = "\"" + "\u00e9".repeat(49) + "\"";

        assertThat(data(BodyForm.LINES, "1\n" + most)).containsExactly("1", most);
        assertThat(data(BodyForm.JSON, most)).containsExactly(most);
        assertRefused(Refusal.EVENT_TOO_LARGE, BodyForm.LINES, "1\n" + most.replaceFirst("\"", "\"."))
                .isEqualTo("line 2: event data: 101 bytes (expected: at most 100 bytes)");
        assertRefused(Refusal.EVENT_TOO_LARGE, BodyForm.ARRAY, "[" + most.replaceFirst("\"", "\".") + "]")
                .startsWith("element 1: ");
    }

    @Test
    void bounds_the_number_of_events() {
        assertThat(data(BodyForm.LINES, "1\n".repeat(BatchReader.EVENTS_MAX))).hasSize(BatchReader.EVENTS_MAX);
        assertRefused(Refusal.BATCH_TOO_LARGE, BodyForm.LINES, "1\n".repeat(BatchReader.EVENTS_MAX + 1))
                .contains("at most 10000");
        assertRefused(Refusal.BATCH_TOO_LARGE, BodyForm.ARRAY, "[1" + ",1".repeat(BatchReader.EVENTS_MAX) + "]")
                .contains("at most 10000");
    }

    @RepeatedTest(20)
    void slices_elements_exactly_wherever_the_parsers_buffer_ends(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        var elements = new ArrayList<String>();
        for (int i = 0; i < 2_000; i++) {
            elements.add(value(random, 0));
        }
        var body = elements.stream()
                .map(element -> space(random) + element + space(random))
                .collect(Collectors.joining(",", "[", "]"));
        var envelope = "{\"data\":" + body + "}";

        var request = new PublishRequest(BodyForm.ARRAY, null, null, null, null);
        var sliced = DraftReader.read(request, body.getBytes(StandardCharsets.UTF_8), 1 << 20).stream()
                .map(Draft::data)
                .toList();
        var enveloped = new PublishRequest(BodyForm.ENVELOPES, null, null, null, null);
        var whole = DraftReader.read(enveloped, envelope.replace("\n", "").getBytes(StandardCharsets.UTF_8), 1 << 20);

        assertThat(sliced).as("seed %d", repetition.getCurrentRepetition()).isEqualTo(elements);
        assertThat(whole).containsExactly(Draft.of(Content.JSON, body.replace("\n", "")));
    }

    private static String space(SplittableRandom random) {
        return " \t\n ".substring(random.nextInt(4));
    }

    private static String value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth < 3 ? 7 : 5)) {
            case 0 -> String.valueOf(random.nextLong());
            case 1 -> random.nextInt(100) + "." + random.nextInt(100) + "e+" + random.nextInt(9);
            case 2 -> "null";
            case 3 -> "\"" + "\\n\u00e9\ud83d\ude00\\u00e9x".repeat(random.nextInt(9)) + "\"";
            case 4 -> "\"\"";
            case 5 ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> "\"k" + i + "\" : " + value(random, depth + 1))
                        .collect(Collectors.joining(" ,", "{", "}"));
            default ->
                IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> value(random, depth + 1))
                        .collect(Collectors.joining(" , ", "[ ", " ]"));
        };
    }
}
