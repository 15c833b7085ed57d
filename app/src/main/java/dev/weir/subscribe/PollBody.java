package dev.weir.subscribe;

import dev.weir.json.EventText;
import dev.weir.wire.ControlFrames;
import dev.weir.wire.Cursor;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.Gap;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The body of a poll's answer, as it grows: {@code {"id","events":[…],"gaps":[…],"more"}}, with {@code "denied"} when
 * some topics are.
 */
final class PollBody {

    private static final byte[] COMMA = {','};

    private final StreamStart start;
    private final int limit;
    private final boolean text;
    private final FrameBuffer events = new FrameBuffer();
    private final FrameBuffer gaps = new FrameBuffer();
    private Cursor cursor;
    private int count;
    private int stateBytes;
    private boolean leftOver;

    PollBody(StreamStart start, int limit, boolean text) {
        this.start = start;
        this.limit = limit;
        this.text = text;
        this.cursor = start.cursor();
        start.gaps().forEach(this::add);
        start.snapshots().forEach(this::add);
        stateBytes = events.length();
    }

    /** Nothing is there that a client would not want to wait for. */
    boolean isEmpty() {
        return events.length() == 0 && gaps.length() == 0 && start.snapshots().isEmpty();
    }

    boolean hasEvents() {
        return events.length() > 0;
    }

    /** No further event may be added. */
    boolean isFull() {
        return leftOver || count >= limit || events.length() - stateBytes >= PollSource.BYTES_MAX;
    }

    /** Something was at hand and found no place. */
    boolean hasLeftOver() {
        return leftOver;
    }

    /** As many of these events as there is room for, at least one. */
    void add(TopicChunk chunk, boolean ownIds) {
        int taken = 0;
        int from = chunk.offset();
        while (from < chunk.end() && !isFull()) {
            int to = PollSource.FORM.frameEnd(chunk.bytes(), from, chunk.end());
            taken++;
            var position = chunk.after(taken);
            cursor = cursor.with(chunk.topic(), position);
            separate(events);
            if (ownIds) {
                // Without the line's end.
                PollSource.FORM.rewrite(events, chunk.bytes(), from, to - 1, position, cursor.id());
            } else {
                events.add(chunk.bytes(), from, to - 1);
            }
            count++;
            from = to;
        }
        leftOver = from < chunk.end();
    }

    /** A topic goes on elsewhere. */
    void proceed(StreamPlan plan, @Nullable Gap gap) {
        cursor = cursor.with(plan.topic(), plan.position());
        if (gap != null) {
            add(gap);
        }
    }

    ByteString complete(boolean more) {
        var body = new FrameBuffer();
        body.add("{\"id\":\"" + cursor.id() + "\",\"events\":[");
        body.add(events.bytes(), 0, events.length());
        body.add("],\"gaps\":[");
        body.add(gaps.bytes(), 0, gaps.length());
        body.add("],");
        if (!start.denied().isEmpty()) {
            var denied = ControlFrames.streamDenied(start.denied()).data();
            body.add("\"denied\":" + denied.substring(denied.indexOf('['), denied.length() - 1) + ",");
        }
        body.add("\"more\":" + more + "}");
        return ByteString.fromArrayUnsafe(body.toByteArray());
    }

    private void add(Gap gap) {
        separate(gaps);
        gaps.add(ControlFrames.streamGap(gap).data());
    }

    private void add(Snapshot snapshot) {
        for (var event : snapshot.events()) {
            separate(events);
            events.add(EventText.of(snapshot.topic(), null, text ? event.asText() : event));
        }
    }

    private static void separate(FrameBuffer list) {
        if (list.length() > 0) {
            list.add(COMMA);
        }
    }
}
