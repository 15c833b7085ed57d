package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

class IdFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void a_claim_takes_any_text(FuzzedDataProvider fuzz) {
        int topics = fuzz.consumeInt(0, 3);
        var id = fuzz.consumeRemainingAsString();
        var asked = new ArrayList<TopicName>();
        for (int i = 0; i < topics; i++) {
            asked.add(new TopicName(List.of("a", "b", "c").get(i)));
        }

        var claim = Cursor.claim(id, asked);

        assertThat(asked).containsAll(claim.known().keySet());
        assertThat(claim.readable()).isEqualTo(!claim.known().isEmpty());
        if (topics == 1 && claim.readable() && !id.startsWith("v1.")) {
            var cursor = Cursor.of(claim.known());
            assertThat(claim.planned() ? cursor.plannedId() : cursor.id()).isEqualTo(id);
        }
    }
}
