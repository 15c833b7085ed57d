package dev.weir.subscribe;

import dev.weir.fanout.FrameForm;
import dev.weir.json.EventText;
import dev.weir.wire.ControlFrame;
import dev.weir.wire.ControlFrames;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.FrameEncoder;
import dev.weir.wire.TopicName;
import org.jspecify.annotations.Nullable;

/** How a stream is written: what it says on its own account, and in which form events come from the log. */
sealed interface StreamForm {

    /** The form of its events. */
    FrameForm events();

    void control(FrameBuffer out, ControlFrame frame, @Nullable String id);

    /** The first line of the block that is written next, where the form has a place for it. */
    void retry(FrameBuffer out, long millis);

    void heartbeat(FrameBuffer out);

    /** An event of a snapshot: it has no id, since nobody can go on behind it. */
    void snapshot(FrameBuffer out, TopicName topic, Event event);

    /**
     * Server-sent events.
     *
     * @param envelope whether data is the event as a JSON object
     * @param heartbeatEvents whether heartbeats are events instead of comments
     */
    record Sse(boolean envelope, boolean heartbeatEvents) implements StreamForm {

        @Override
        public FrameForm events() {
            return envelope ? FrameForm.ENVELOPE : FrameForm.SSE;
        }

        @Override
        public void control(FrameBuffer out, ControlFrame frame, @Nullable String id) {
            FrameEncoder.control(out, frame, id);
        }

        @Override
        public void retry(FrameBuffer out, long millis) {
            FrameEncoder.retry(out, millis);
        }

        @Override
        public void heartbeat(FrameBuffer out) {
            if (heartbeatEvents) {
                FrameEncoder.control(out, ControlFrames.HEARTBEAT, null);
            } else {
                FrameEncoder.heartbeat(out);
            }
        }

        @Override
        public void snapshot(FrameBuffer out, TopicName topic, Event event) {
            var data = envelope ? EventText.of(topic, null, event) : event.data();
            FrameEncoder.block(out, event.type(), data, null);
        }
    }

    /**
     * One JSON object a line; what the stream says on its own account has the member {@code control}.
     *
     * @param text whether data is always a string
     */
    record Lines(boolean text) implements StreamForm {

        private static final byte[] LINE_END = {'\n'};

        @Override
        public FrameForm events() {
            return text ? FrameForm.TEXT_LINES : FrameForm.LINES;
        }

        @Override
        public void control(FrameBuffer out, ControlFrame frame, @Nullable String id) {
            out.add(frame.line(id));
            out.add(LINE_END);
        }

        @Override
        public void retry(FrameBuffer out, long millis) {
            // The good-bye has it; a connection that breaks before it leaves the client to its own devices.
        }

        @Override
        public void heartbeat(FrameBuffer out) {
            control(out, ControlFrames.HEARTBEAT, null);
        }

        @Override
        public void snapshot(FrameBuffer out, TopicName topic, Event event) {
            out.add(EventText.of(topic, null, text ? event.asText() : event));
            out.add(LINE_END);
        }
    }
}
