package dev.weir.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTextTest {

    private static final TopicName TOPIC = new TopicName("o\"rders/é");
    private static final Instant TIME = Instant.parse("2026-11-24T12:34:56Z");

    @Test
    void writes_every_member_and_the_data_as_it_was_sent() {
        var event = new Event(
                new Position(2, 41), TIME, Content.JSON, "{ \"b\": 1.50,\"a\" :\"\\u00e9\"}", "quake", "us\"7");

        assertThat(EventText.of(TOPIC, "v1.AB~", event))
                .isEqualTo("{\"topic\":\"o\\\"rders/é\",\"id\":\"v1.AB~\",\"seq\":41,"
                        + "\"time\":\"2026-11-24T12:34:56.000Z\",\"type\":\"quake\",\"key\":\"us\\\"7\","
                        + "\"data\":{ \"b\": 1.50,\"a\" :\"\\u00e9\"}}");
    }

    @Test
    void leaves_out_what_the_event_has_not() {
        var event = new Event(new Position(1, 1), TIME.plusMillis(7), Content.JSON, "null", null, null);

        assertThat(EventText.of(new TopicName("t"), "1-1", event))
                .isEqualTo("{\"topic\":\"t\",\"id\":\"1-1\",\"seq\":1,\"time\":\"2026-11-24T12:34:56.007Z\","
                        + "\"data\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,\n2]", "[1,\r2]", "{\r\n\"a\"\n:\r1}"})
    void keeps_json_with_line_ends_on_one_line(String data) {
        var text = EventText.of(TOPIC, "1-1", new Event(new Position(1, 1), TIME, Content.JSON, data, null, null));

        assertThat(text).doesNotContain("\n").doesNotContain("\r");
        assertThat(JsonChecks.value(text)).isEqualTo(text);
    }

    @Test
    void writes_text_as_a_string() {
        var event = new Event(new Position(1, 1), TIME, Content.TEXT, "{\"a\":1}\r\n\0\ufeff", null, null);

        var text = EventText.of(TOPIC, "1-1", event);

        assertThat(text).endsWith("\"data\":\"{\\\"a\\\":1}\\r\\n\\u0000\ufeff\"}");
        assertThat(JsonChecks.value(text)).isEqualTo(text);
    }
}
