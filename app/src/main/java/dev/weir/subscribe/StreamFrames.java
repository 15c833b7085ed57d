package dev.weir.subscribe;

import dev.weir.wire.ControlFrames;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.Gap;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** The bytes that a stream sends on its own account: how it begins, what is missing, that it lives, why it ends. */
final class StreamFrames {

    /** @param heartbeat the longest silence that the client should expect */
    record Greeting(String connection, String node, Duration heartbeat, long retryMillis) {}

    private StreamFrames() {}

    /**
     * The prologue: {@code stream-open}, then what is denied, what is missing, and snapshots. The id is on the last of
     * these that can have it, so that a cut in between begins all of it again.
     */
    static Outgoing opening(StreamForm form, Greeting greeting, StreamStart start) {
        var id = start.cursor().id();
        boolean hasGaps = !start.gaps().isEmpty();
        boolean hasState = !start.snapshots().isEmpty();
        var open = ControlFrames.streamOpen(
                greeting.connection,
                greeting.node,
                greeting.heartbeat.toSeconds(),
                hasGaps,
                start.cursor().positions());
        var parts = new ArrayList<Outgoing>();
        parts.add(bytes(out -> {
            form.retry(out, greeting.retryMillis);
            form.control(out, open, hasGaps || hasState ? null : id);
            if (!start.denied().isEmpty()) {
                form.control(out, ControlFrames.streamDenied(start.denied()), null);
            }
            gaps(out, form, start.gaps(), hasState ? null : id);
        }));
        if (hasState) {
            start.snapshots().forEach(snapshot -> parts.add(snapshot.in(form)));
            var state = ControlFrames.streamState(start.cursor().positions());
            parts.add(bytes(out -> form.control(out, state, id)));
        }
        return Outgoing.all(parts);
    }

    private static void gaps(FrameBuffer out, StreamForm form, List<Gap> gaps, @Nullable String id) {
        for (Iterator<Gap> rest = gaps.iterator(); rest.hasNext(); ) {
            var gap = ControlFrames.streamGap(rest.next());
            form.control(out, gap, rest.hasNext() ? null : id);
        }
    }

    /** Within a stream that goes on after the gap. */
    static Outgoing gap(StreamForm form, Gap gap, String id) {
        return bytes(out -> form.control(out, ControlFrames.streamGap(gap), id));
    }

    static Outgoing heartbeat(StreamForm form) {
        return bytes(form::heartbeat);
    }

    /** The last block; {@code id} after a planned end only. */
    static OutgoingBytes bye(StreamForm form, StreamEnd end, long retryMillis, @Nullable String id) {
        return bytes(out -> {
            if (end.reconnect()) {
                form.retry(out, retryMillis);
            }
            form.control(out, ControlFrames.streamBye(end, end.reconnect() ? retryMillis : 0), id);
        });
    }

    /** All that a client is told that is not let in and could not read a refusal. */
    static ByteString refusal(StreamEnd end, long retryMillis) {
        return bye(new StreamForm.Sse(false, false), end, retryMillis, null).next();
    }

    private static OutgoingBytes bytes(Consumer<FrameBuffer> writing) {
        var buffer = new FrameBuffer();
        writing.accept(buffer);
        return OutgoingBytes.of(ByteString.fromArrayUnsafe(buffer.toByteArray()));
    }
}
