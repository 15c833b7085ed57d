package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.wire.Frame.EventFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the inputs under {@code src/test/resources/dev/weir/wire/WireFuzzTestInputs}; with {@code JAZZER_FUZZ=1} and
 * {@code -Dtest=WireFuzzTest#name} it looks for others, and writes what it finds there.
 */
class WireFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void an_event_comes_back_from_its_frame(FuzzedDataProvider fuzz) {
        var type = fuzz.consumeBoolean() ? fuzz.consumeString(Draft.TYPE_CHARS_MAX) : null;
        var data = fuzz.consumeRemainingAsString();
        if (!isDraft(type, data)) {
            return;
        }
        var out = new FrameBuffer();

        FrameEncoder.event(out, new Event(new Position(1, 1), Instant.EPOCH, Content.TEXT, data, type, null), "1-1");

        var expected = new EventFrame(
                type == null ? "message" : type, data.replace("\r\n", "\n").replace('\r', '\n'), "1-1");
        assertThat(Splits.whole(out.toByteArray()).frames()).isEqualTo(List.of(expected));
        assertThat(Splits.byteByByte(out.toByteArray()).frames()).isEqualTo(List.of(expected));
    }

    @FuzzTest(maxDuration = "1m")
    void any_bytes_are_read_alike_whole_and_byte_by_byte(byte[] stream) {
        assertThat(Splits.byteByByte(stream)).isEqualTo(Splits.whole(stream));
    }

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

    private static boolean isDraft(@Nullable String type, String data) {
        try {
            return new Draft(Content.TEXT, data, type, null, null).data().equals(data);
        } catch (InvalidText e) {
            return false;
        }
    }
}
