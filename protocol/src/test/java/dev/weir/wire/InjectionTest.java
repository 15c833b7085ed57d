package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Frame.EventFrame;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a publisher or a client says can become a field or a frame of its own. */
class InjectionTest {

    private static final String[] PIECES = {
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\0",
        "\ufeff",
        "\u2028",
        "\u2029",
        "\u0085",
        "\u000b",
        "\u000c",
        " ",
        ":",
        "data: ",
        "data",
        "id: 9-9",
        "event: stream-bye",
        "retry: 1",
        "é",
        "\ud83d\ude00",
        "x",
        "\"",
        "\\",
        "{}",
        "~"
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r",
                "\n",
                "\r\n",
                "\n\r",
                "\r\r",
                "\n\n\n",
                "a\n\nid: 9-9\n\ndata: b",
                "a\rid: 9-9",
                "\0",
                "a\0b",
                "\ufeff",
                "\ufeffdata: x",
                "\u2028id: 9-9\u2028\u2028",
                "\nretry: 1\n",
                "\nevent: stream-bye\ndata: {}\n\n",
                ": hb\n",
                " ",
                "  x",
                "data: ",
                "\u0085\u0085",
                "\u000b\u000c"
            })
    void data_is_one_event_with_that_data(String data) {
        assertOneEvent(new Draft(Content.TEXT, data, null, null, null), 0);
    }

    @RepeatedTest(200)
    void data_and_type_of_any_pieces_are_one_event_or_refused() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var data = pieces(random, 30);
        var type = random.nextBoolean() ? pieces(random, 3) : null;

        var draft = draft(data.isEmpty() ? "x" : data, type);
        if (draft != null) {
            assertOneEvent(draft, seed);
        }
    }

    @RepeatedTest(200)
    void a_control_frame_with_any_topic_and_id_is_one_frame() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var topic = topic(pieces(random, 6));
        var requested = pieces(random, 20) + (random.nextBoolean() ? "\ud800" : "");
        var out = new FrameBuffer();
        var gap = new Gap(topic, GapCause.UNKNOWN, requested, null, null, null, Position.START);
        FrameEncoder.control(out, ControlFrames.streamGap(gap), null);
        FrameEncoder.control(
                out, ControlFrames.streamOpen(requested, requested, 25, true, Map.of(topic, Position.START)), "0-0");

        var outcome = Splits.atRandom(out.toByteArray(), random);

        assertThat(outcome.frames())
                .as("seed %d", seed)
                .extracting(frame -> frame instanceof EventFrame event ? event.type() + " " + event.lastEventId() : "")
                .containsExactly("stream-gap ", "stream-open 0-0");
    }

    private static void assertOneEvent(Draft draft, long seed) {
        var event =
                new Event(new Position(1, 1), Instant.EPOCH, draft.content(), draft.data(), draft.type(), draft.key());
        var out = new FrameBuffer();
        FrameEncoder.event(out, event, "1-1");
        byte[] bytes = out.toByteArray();

        var type = draft.type() == null ? "message" : draft.type();
        var normalised = draft.data().replace("\r\n", "\n").replace('\r', '\n');
        var expected = new EventFrame(type, normalised, "1-1");
        assertThat(Splits.whole(bytes).frames()).as("seed %d", seed).containsExactly(expected);
        assertThat(Splits.byteByByte(bytes).frames()).as("seed %d", seed).containsExactly(expected);
    }

    private static @Nullable Draft draft(String data, @Nullable String type) {
        try {
            return new Draft(Content.TEXT, data, type, null, null);
        } catch (InvalidText e) {
            assertThat(e.refusal()).isEqualTo(Refusal.BAD_TYPE);
            return null;
        }
    }

    private static TopicName topic(String text) {
        try {
            return new TopicName(text);
        } catch (InvalidText e) {
            return new TopicName("{\"\\:data: id: <x>");
        }
    }

    private static String pieces(SplittableRandom random, int count) {
        var text = new StringBuilder();
        for (int i = random.nextInt(count + 1); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
