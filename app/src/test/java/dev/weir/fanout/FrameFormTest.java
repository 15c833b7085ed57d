package dev.weir.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameFormTest {

    private static final TopicName TOPIC = new TopicName("a\",\"id\":\"b");
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
    private static final String OTHER_ID = "v1.AAIqaXkBAVfrNWECrAI";

    /** Whatever could be taken for the end of a frame, or for its id. */
    private static final String[] HOSTILE = {
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "id: 9-9",
        "\nid: 9-9\n\n",
        "\",\"id\":\"9-9\"",
        "data: ",
        ":",
        " ",
        "x",
        "ä",
        "\u2028"
    };

    private static Event event(long seq, Content content, String data, @Nullable String type, @Nullable String key) {
        return new Event(new Position(1, seq), TIME, content, data, type, key);
    }

    private static byte[] frame(FrameForm form, Event event) {
        var out = new FrameBuffer();
        form.render(out, TOPIC, event);
        return out.toByteArray();
    }

    private static String rewritten(FrameForm form, Event event, String id) {
        var out = new FrameBuffer();
        byte[] frame = frame(form, event);
        form.rewrite(out, frame, 0, frame.length, event.position(), id);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    @Test
    void an_event_is_a_block_an_envelope_or_a_line() {
        var event = event(42, Content.JSON, "{\"px\":\n10}", "trade", "k");
        var object = "{\"topic\":\"a\\\",\\\"id\\\":\\\"b\",\"id\":\"1-42\",\"seq\":42,"
                + "\"time\":\"2026-01-31T12:00:00.000Z\",\"type\":\"trade\",\"key\":\"k\",\"data\":{\"px\": 10}}";

        assertThat(new String(frame(FrameForm.SSE, event), StandardCharsets.UTF_8))
                .isEqualTo("event: trade\ndata: {\"px\":\ndata: 10}\nid: 1-42\n\n");
        assertThat(new String(frame(FrameForm.ENVELOPE, event), StandardCharsets.UTF_8))
                .isEqualTo("event: trade\ndata: " + object + "\nid: 1-42\n\n");
        assertThat(new String(frame(FrameForm.LINES, event), StandardCharsets.UTF_8))
                .isEqualTo(object + "\n");
        assertThat(new String(frame(FrameForm.TEXT_LINES, event), StandardCharsets.UTF_8))
                .isEqualTo(object.replace("{\"px\": 10}", "\"{\\\"px\\\":\\n10}\"") + "\n");
    }

    @Test
    void a_type_that_looks_like_an_id_is_left_alone() {
        var event = event(7, Content.TEXT, "x", "t\",\"id\":\"9-9", null);

        assertThat(rewritten(FrameForm.ENVELOPE, event, OTHER_ID))
                .startsWith("event: t\",\"id\":\"9-9\ndata: {\"topic\":")
                .contains("\"id\":\"" + OTHER_ID + "\",\"seq\":7,")
                .endsWith("\nid: " + OTHER_ID + "\n\n");
    }

    @ParameterizedTest
    @EnumSource(FrameForm.class)
    void another_id_takes_the_place_of_the_position_and_of_nothing_else(FrameForm form) {
        var event = event(7, Content.TEXT, "1-7 and id: 1-7", null, "1-7");
        var before = new String(frame(form, event), StandardCharsets.UTF_8);

        var after = rewritten(form, event, OTHER_ID);

        assertThat(after.replace(OTHER_ID, "1-7")).isEqualTo(before);
        assertThat(after).contains(OTHER_ID).contains("1-7 and id: 1-7");
    }

    @RepeatedTest(20)
    void frames_in_a_row_are_told_apart_whatever_they_say() {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        for (var form : FrameForm.values()) {
            var out = new FrameBuffer();
            var ends = new ArrayList<Integer>();
            var events = new ArrayList<Event>();
            for (int seq = 1; seq <= 30; seq++) {
                var event = event(seq, Content.TEXT, hostile(random) + "x", random.nextBoolean() ? "t" : null, null);
                events.add(event);
                form.render(out, TOPIC, event);
                ends.add(out.length());
            }

            assertThat(ends(form, out)).as("seed %d, %s", seed, form).isEqualTo(ends);
            for (var event : events) {
                assertThat(rewritten(form, event, event.position().toString()))
                        .as("seed %d, %s", seed, form)
                        .isEqualTo(new String(frame(form, event), StandardCharsets.UTF_8));
            }
        }
    }

    private static List<Integer> ends(FrameForm form, FrameBuffer frames) {
        var ends = new ArrayList<Integer>();
        for (int from = 0; from < frames.length(); ) {
            from = form.frameEnd(frames.bytes(), from, frames.length());
            ends.add(from);
        }
        return ends;
    }

    private static String hostile(SplittableRandom random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(HOSTILE[random.nextInt(HOSTILE.length)]);
        }
        return text.toString();
    }
}
