package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndsTest {

    @ParameterizedTest
    @CsvSource({
        "DRAIN, 3000, drain, true, true",
        "LIFETIME, 3001, lifetime, true, true",
        "IDLE, 3002, idle, true, true",
        "STALL, 3003, stall, true, false",
        "EVICTED, 3004, evicted, true, true",
        "OVERLOAD, 3005, overload, true, false",
        "RATE, 3006, rate, true, false",
        "TOPIC_CLOSED, 3500, topic-closed, false, false",
        "TOKEN_EXPIRED, 3501, token-expired, false, false",
        "REVOKED, 3502, revoked, false, false"
    })
    void each_end_is_as_the_protocol_says(StreamEnd end, int code, String reason, boolean reconnect, boolean planned) {
        assertThat(end.code()).isEqualTo(code);
        assertThat(end.reason()).isEqualTo(reason);
        assertThat(end.reconnect()).isEqualTo(reconnect);
        assertThat(end.planned()).isEqualTo(planned);
    }

    @ParameterizedTest
    @EnumSource
    void a_code_is_in_the_range_that_says_whether_to_come_back(StreamEnd end) {
        int lowest = end.reconnect() ? 3000 : 3500;

        assertThat(end.code()).isBetween(lowest, lowest + 499);
        assertThat(end.reconnect() || !end.planned()).isTrue();
    }

    @Test
    void codes_and_reasons_are_unique() {
        assertThat(StreamEnd.values()).hasSize(10);
        assertThat(Arrays.stream(StreamEnd.values()).map(StreamEnd::code)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(StreamEnd.values()).map(StreamEnd::reason)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"RETENTION, retention", "EPOCH, epoch", "UNKNOWN, unknown", "AHEAD, ahead"})
    void causes_of_gaps_have_the_names_of_the_protocol(GapCause cause, String wireName) {
        assertThat(cause.wireName()).isEqualTo(wireName);
        assertThat(GapCause.values()).hasSize(4);
    }
}
