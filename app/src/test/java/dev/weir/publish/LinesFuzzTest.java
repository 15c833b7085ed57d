package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.json.JsonChecks;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import java.nio.charset.StandardCharsets;
import java.util.List;

class LinesFuzzTest {

    private static final int EVENT_BYTES_MAX = 1_000;

    @FuzzTest(maxDuration = "1m")
    void lines_are_events_or_refused(FuzzedDataProvider fuzz) {
        var form = fuzz.consumeBoolean() ? BodyForm.LINES : BodyForm.ENVELOPES;
        byte[] body = fuzz.consumeRemainingAsBytes();
        List<Draft> drafts;
        try {
            drafts = DraftReader.read(new PublishRequest(form, null, null, null, null), body, EVENT_BYTES_MAX);
        } catch (InvalidText refused) {
            assertThat(refused.getMessage()).contains("expected:").hasSizeLessThan(2_000);
            return;
        }
        var lines = new String(body, StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> List.of(line.split("\n", -1)).stream())
                .map(JsonChecks::trimmed)
                .filter(line -> !line.isEmpty())
                .toList();
        assertThat(drafts).allMatch(draft -> draft.dataBytes() <= EVENT_BYTES_MAX);
        if (form == BodyForm.LINES && body.length > 0 && indexOf(body, '\r') < 0) {
            assertThat(drafts).extracting(Draft::data).isEqualTo(lines);
        }
    }

    private static int indexOf(byte[] bytes, char wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
