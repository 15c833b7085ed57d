package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFramesTest {

    private static final TopicName TOPIC = new TopicName("trades");

    @Test
    void a_gap_has_every_member_in_order() {
        var gap = new Gap(
                TOPIC, GapCause.RETENTION, "1-4", new Position(1, 10), new Position(1, 42), 5L, new Position(1, 9));

        assertThat(ControlFrames.streamGap(gap))
                .isEqualTo(new ControlFrame(
                        "stream-gap",
                        "{\"topic\":\"trades\",\"cause\":\"retention\",\"requested\":\"1-4\",\"earliest\":\"1-10\","
                                + "\"latest\":\"1-42\",\"lost\":5,\"from\":\"1-9\"}"));
    }

    @Test
    void what_a_gap_does_not_know_is_null() {
        var gap = new Gap(TOPIC, GapCause.EPOCH, null, null, null, null, new Position(2, 0));

        assertThat(ControlFrames.streamGap(gap).data())
                .isEqualTo("{\"topic\":\"trades\",\"cause\":\"epoch\",\"requested\":null,\"earliest\":null,"
                        + "\"latest\":null,\"lost\":null,\"from\":\"2-0\"}");
    }

    @Test
    void only_a_gap_by_retention_counts_what_is_lost() {
        assertThatThrownBy(() -> new Gap(TOPIC, GapCause.AHEAD, null, null, null, 5L, Position.START))
                .hasMessage("lost: 5 (expected: a number for retention only, cause is ahead)");
        assertThatThrownBy(() -> new Gap(TOPIC, GapCause.RETENTION, null, null, null, null, Position.START))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void every_end_can_be_said(StreamEnd end) {
        var data = ControlFrames.streamBye(end, 100).data();

        assertThat(data)
                .isEqualTo("{\"code\":" + end.code() + ",\"reason\":\"" + end.reason() + "\",\"reconnect\":"
                        + end.reconnect() + ",\"afterMs\":100}");
    }

    @Test
    void a_heartbeat_event_is_empty() {
        assertThat(ControlFrames.HEARTBEAT).isEqualTo(new ControlFrame("stream-heartbeat", "{}"));
    }

    @Test
    void topics_are_written_in_the_order_given() {
        var positions = new TreeMap<>(Map.of(new TopicName("b"), Position.START, TOPIC, new Position(1, 2)));

        assertThat(ControlFrames.streamOpen("c", "n", 5, true, positions).data())
                .isEqualTo("{\"connection\":\"c\",\"node\":\"n\",\"heartbeat\":5,\"gap\":true,"
                        + "\"topics\":{\"b\":\"0-0\",\"trades\":\"1-2\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\"",
                "\\",
                "\\\"",
                "\n",
                "\r\n\r\nid: 9\n\n",
                "\0\u001f\u007f",
                "\u2028\u2029\u0085",
                "</script>",
                "é地\ud83d\ude00",
                "\",\"lost\":7,\"x\":\"",
                "\ufeff"
            })
    void any_text_comes_back_from_its_json_and_is_one_line_of_ascii(String text) throws JsonProcessingException {
        var gap = new Gap(TOPIC, GapCause.UNKNOWN, text, null, null, null, Position.START);

        var data = ControlFrames.streamGap(gap).data();

        assertThat(data).matches("[ -~]+");
        var json = new ObjectMapper().readTree(data);
        assertThat(json.get("requested").textValue()).isEqualTo(text);
        assertThat(json.size()).isEqualTo(7);
    }
}
