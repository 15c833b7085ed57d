package dev.weir.subscribe;

import dev.weir.wire.ControlFrames;
import dev.weir.wire.Cursor;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.FrameEncoder;
import dev.weir.wire.Gap;
import dev.weir.wire.Position;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The bytes that a stream sends on its own account: how it begins, what is missing, that it lives, why it ends. */
final class StreamFrames {

    private static final ByteString HEARTBEAT_COMMENT = bytes(FrameEncoder::heartbeat);
    private static final ByteString HEARTBEAT_EVENT =
            bytes(buffer -> FrameEncoder.control(buffer, ControlFrames.HEARTBEAT, null));

    /** @param heartbeat the longest silence that the client should expect */
    record Greeting(String connection, String node, Duration heartbeat, long retryMillis) {}

    private StreamFrames() {}

    /** The prologue: {@code stream-open} with the id, or without it and then the gap, which has it. */
    static ByteString opening(Greeting greeting, TopicName topic, Resolution.At start) {
        var id = Cursor.of(topic, start.position()).id();
        var gap = start.gap();
        var open = ControlFrames.streamOpen(
                greeting.connection,
                greeting.node,
                greeting.heartbeat.toSeconds(),
                gap != null,
                Map.of(topic, start.position()));
        return bytes(buffer -> {
            FrameEncoder.retry(buffer, greeting.retryMillis);
            FrameEncoder.control(buffer, open, gap == null ? id : null);
            if (gap != null) {
                FrameEncoder.control(buffer, ControlFrames.streamGap(gap), id);
            }
        });
    }

    /** Within a stream that goes on after the gap. */
    static ByteString gap(Gap gap) {
        return bytes(buffer -> FrameEncoder.control(
                buffer,
                ControlFrames.streamGap(gap),
                Cursor.of(gap.topic(), gap.from()).id()));
    }

    static ByteString heartbeat(boolean asEvent) {
        return asEvent ? HEARTBEAT_EVENT : HEARTBEAT_COMMENT;
    }

    /** The last block, with an id after a planned end. */
    static ByteString bye(StreamEnd end, long retryMillis, TopicName topic, Position position) {
        return bye(end, retryMillis, end.planned() ? Cursor.of(topic, position).plannedId() : null);
    }

    /** All that a client is told that is not let in and could not read a refusal. */
    static ByteString refusal(StreamEnd end, long retryMillis) {
        return bye(end, retryMillis, null);
    }

    private static ByteString bye(StreamEnd end, long retryMillis, @Nullable String id) {
        return bytes(buffer -> {
            if (end.reconnect()) {
                FrameEncoder.retry(buffer, retryMillis);
            }
            FrameEncoder.control(buffer, ControlFrames.streamBye(end, end.reconnect() ? retryMillis : 0), id);
        });
    }

    private static ByteString bytes(Consumer<FrameBuffer> writing) {
        var buffer = new FrameBuffer();
        writing.accept(buffer);
        return ByteString.fromArrayUnsafe(buffer.toByteArray());
    }
}
