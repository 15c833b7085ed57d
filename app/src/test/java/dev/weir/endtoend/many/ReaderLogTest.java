package dev.weir.endtoend.many;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checker finds what it is there to find. */
class ReaderLogTest {

    private static final TopicName TOPIC = new TopicName("t");

    private final Truth truth = new Truth();
    private final ReaderLog log = new ReaderLog(truth);

    @BeforeEach
    void publishTen() {
        for (int seq = 1; seq <= 10; seq++) {
            truth.sending(TOPIC, "d" + seq);
            truth.acknowledged(TOPIC, new Position(1, seq), "d" + seq);
        }
        log.opened(TOPIC, new Position(1, 0));
        event(1);
        event(2);
    }

    private void event(long seq) {
        log.event(TOPIC, new Position(1, seq), "d" + seq);
    }

    private void gap(String members) throws Exception {
        log.gap(new ObjectMapper().readTree("{\"topic\":\"t\"," + members + "}"));
    }

    @Test
    void an_exact_log_has_no_faults() {
        event(3);
        log.opened(TOPIC, new Position(1, 3));
        event(4);

        assertThat(log.faults()).isEmpty();
        assertThat(log.at(TOPIC)).isEqualTo(new Position(1, 4));
    }

    @Test
    void a_lost_a_doubled_and_an_invented_event_are_found() {
        event(4);
        event(4);
        log.event(TOPIC, new Position(1, 5), "other");

        assertThat(log.faults()).hasSize(3);
    }

    @Test
    void a_connection_that_opens_elsewhere_is_found() {
        log.opened(TOPIC, new Position(1, 1));

        assertThat(log.faults()).hasSize(1);
    }

    @Test
    void a_gap_with_the_right_numbers_is_none() throws Exception {
        gap("\"cause\":\"retention\",\"lost\":3,\"earliest\":\"1-6\",\"from\":\"1-5\"");
        event(6);
        gap("\"cause\":\"epoch\",\"lost\":null,\"earliest\":null,\"from\":\"2-0\"");

        assertThat(log.faults()).isEmpty();
        assertThat(log.gaps()).containsEntry("retention", 1).containsEntry("epoch", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"cause\":\"retention\",\"lost\":2,\"earliest\":\"1-6\",\"from\":\"1-5\"",
                "\"cause\":\"retention\",\"lost\":3,\"earliest\":\"1-7\",\"from\":\"1-5\"",
                "\"cause\":\"retention\",\"lost\":0,\"earliest\":\"1-3\",\"from\":\"1-2\"",
                "\"cause\":\"epoch\",\"lost\":null,\"from\":\"1-0\"",
                "\"cause\":\"unknown\",\"lost\":null,\"from\":\"1-0\"",
                "\"cause\":\"ahead\",\"lost\":null,\"from\":\"1-2\"",
            })
    void a_gap_with_wrong_numbers_is_found(String members) throws Exception {
        gap(members);

        assertThat(log.faults()).hasSize(1);
    }
}
