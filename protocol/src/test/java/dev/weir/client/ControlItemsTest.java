package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.ControlFrame;
import dev.weir.wire.ControlFrames;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Position;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlItemsTest {

    private static final TopicName T = new TopicName("t");

    private static Part read(String type, String data) {
        return ControlItems.read(new EventFrame(type, data, "1-1"), "1-1");
    }

    private static Part read(ControlFrame frame) {
        return read(frame.name(), frame.data());
    }

    @Test
    void reads_what_the_server_writes_at_the_start() {
        var positions = Map.of(T, new Position(1, 41));

        assertThat(read(ControlFrames.streamOpen("c", "n", 25, true, positions)))
                .isEqualTo(
                        new Part.Item(new StreamItem.Opened("c", "n", Duration.ofSeconds(25), true, positions, "1-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "null", "{}", "{\"connection\":1,\"heartbeat\":\"x\",\"topics\":[]}"})
    void a_start_that_says_nothing_is_a_start(String data) {
        assertThat(read("stream-open", data))
                .isEqualTo(new Part.Item(new StreamItem.Opened("", "", Duration.ZERO, false, Map.of(), "1-1")));
    }

    @Test
    void leaves_out_positions_that_are_none() {
        var data = "{\"topics\":{\"t\":\"1-2\",\"*\":\"1-2\",\"u\":\"x\",\"v\":7},\"heartbeat\":-3}";

        assertThat(read("stream-open", data))
                .isEqualTo(new Part.Item(
                        new StreamItem.Opened("", "", Duration.ZERO, false, Map.of(T, new Position(1, 2)), "1-1")));
    }

    @ParameterizedTest
    @EnumSource(GapCause.class)
    void reads_every_gap_that_the_server_writes(GapCause cause) {
        var gap = new Gap(
                T,
                cause,
                "1-4",
                new Position(1, 10),
                null,
                cause == GapCause.RETENTION ? 5L : null,
                new Position(1, 9));

        assertThat(read(ControlFrames.streamGap(gap))).isEqualTo(new Part.Item(new StreamItem.Missed(gap, "1-1")));
    }

    @Test
    void a_cause_of_a_later_day_is_unknown() {
        var gap = new Gap(T, GapCause.UNKNOWN, null, null, null, null, Position.START);

        assertThat(read("stream-gap", "{\"topic\":\"t\",\"cause\":\"moon\",\"from\":\"0-0\"}"))
                .isEqualTo(new Part.Item(new StreamItem.Missed(gap, "1-1")));
        assertThat(read("stream-gap", "{\"topic\":\"t\",\"cause\":\"retention\",\"from\":\"0-0\"}"))
                .isEqualTo(new Part.Item(new StreamItem.Missed(gap, "1-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"topic\":\"t\"}", "{\"topic\":\"*\",\"from\":\"1-1\"}", "{\"from\":\"1-1\"}"})
    void a_gap_that_does_not_say_where_it_ends_is_no_stream(String data) {
        assertThatThrownBy(() -> read("stream-gap", data))
                .isInstanceOf(FailedTry.class)
                .hasMessageEndingWith("(expected: topic and from)");
    }

    @Test
    void reads_the_end_of_a_snapshot_and_what_is_not_granted() {
        assertThat(read("stream-state", "{\"topics\":{\"t\":\"1-1\"}}"))
                .isEqualTo(new Part.Item(new StreamItem.StateComplete(Map.of(T, new Position(1, 1)), "1-1")));
        assertThat(read("stream-denied", "{\"topics\":[\"t\",7,\"*\"]}"))
                .isEqualTo(new Part.Item(new StreamItem.Denied(List.of(T), "1-1")));
    }

    @ParameterizedTest
    @EnumSource(StreamEnd.class)
    void reads_every_end_that_the_server_writes(StreamEnd end) {
        assertThat(read(ControlFrames.streamBye(end, 2_741)))
                .isEqualTo(new Part.Bye(end.code(), end.reason(), end.reconnect(), Duration.ofMillis(2_741), "1-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "3499, false, true",
        "3500, false, false",
        "3007, false, true",
        "3999, true, false",
        "4000, false, false",
        "2999, true, true",
        "3000, false, false",
    })
    void goes_by_the_range_for_a_code_that_it_does_not_know(int code, boolean says, boolean comesBack) {
        var data = "{\"code\":" + code + ",\"reconnect\":" + says + "}";

        assertThat(read("stream-bye", data)).extracting("reconnect").isEqualTo(comesBack);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "x", "{\"code\":\"3000\",\"afterMs\":-1}", "{\"code\":1e99,\"afterMs\":1.5}"})
    void an_end_that_says_nothing_is_an_end(String data) {
        assertThat(read("stream-bye", data)).isEqualTo(new Part.Bye(null, "", true, Duration.ZERO, "1-1"));
    }

    @Test
    void of_other_frames_only_the_id_counts() {
        assertThat(read("stream-later", "?")).isEqualTo(new Part.Mark("1-1"));
        assertThat(read(ControlFrames.HEARTBEAT)).isEqualTo(new Part.Mark("1-1"));
    }
}
