package dev.weir.subscribe;

import dev.weir.fanout.FrameForm;
import dev.weir.wire.Cursor;
import dev.weir.wire.FrameBuffer;
import org.apache.pekko.util.ByteString;

/**
 * Frames of one topic's log on their way to a client of several topics, each with the id that says where the client
 * stands in all of them. Written anew a piece at a time, so that what a slow client costs does not depend on how much
 * waits for it.
 */
final class RewrittenFrames implements Outgoing {

    private final FrameForm form;
    private final TopicChunk chunk;
    private int from;
    private int count;
    private Cursor cursor;
    private Outgoing piece = OutgoingBytes.NONE;

    /** @param before where the client stands before the chunk's first event */
    RewrittenFrames(FrameForm form, TopicChunk chunk, Cursor before) {
        this.form = form;
        this.chunk = chunk;
        this.from = chunk.offset();
        this.cursor = before;
    }

    @Override
    public boolean isEmpty() {
        return from == chunk.end() && piece.isEmpty();
    }

    @Override
    public ByteString next() {
        if (piece.isEmpty()) {
            piece = OutgoingBytes.of(ByteString.fromArrayUnsafe(rewritten()));
        }
        return piece.next();
    }

    private byte[] rewritten() {
        var out = new FrameBuffer();
        while (from < chunk.end() && out.length() < PIECE_BYTES_MAX) {
            int to = form.frameEnd(chunk.bytes(), from, chunk.end());
            count++;
            var position = chunk.after(count);
            cursor = cursor.with(chunk.topic(), position);
            form.rewrite(out, chunk.bytes(), from, to, position, cursor.id());
            from = to;
        }
        return out.toByteArray();
    }
}
