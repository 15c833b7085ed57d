package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.wire.Frame.EventFrame;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

class EventFrameFuzzTest {

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

    private static boolean isDraft(@Nullable String type, String data) {
        try {
            return new Draft(Content.TEXT, data, type, null, null).data().equals(data);
        } catch (InvalidText e) {
            return false;
        }
    }
}
