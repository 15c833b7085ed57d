package dev.weir.bench;

import dev.weir.wire.Frame;
import dev.weir.wire.FrameParser;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads a stream as a browser does, for clients that come back with their id after the server's own time. */
final class FrameFollower implements StreamBody {

    /** While the server has said nothing; as browsers have it. */
    static final long RETRY_MILLIS = 3_000;

    private static final int LINE_BYTES_MAX = 1 << 20;
    private static final String GAP = "stream-gap";

    private final Marker marker;
    private final MarkerSink sink;
    private final FrameParser parser = new FrameParser(LINE_BYTES_MAX, LINE_BYTES_MAX);

    /** Of the stream before this one, until this one has an id of its own. */
    private final String idBefore;

    private long retryMillis;
    private long gapsTold;

    /** @param before this client's stream before this one, if there was one */
    FrameFollower(Marker marker, MarkerSink sink, @Nullable FrameFollower before) {
        this.marker = marker;
        this.sink = sink;
        this.idBefore = before == null ? "" : before.lastEventId();
        this.retryMillis = before == null ? RETRY_MILLIS : before.retryMillis;
        this.gapsTold = before == null ? 0 : before.gapsTold;
    }

    @Override
    public void bytes(ByteBuffer buffer, int from, int to) {
        var bytes = new byte[to - from];
        buffer.get(from, bytes);
        parser.parse(bytes, 0, bytes.length, this::frame);
    }

    private void frame(Frame frame) {
        if (frame instanceof Frame.RetryFrame retry) {
            retryMillis = retry.millis();
        } else if (frame instanceof Frame.EventFrame event) {
            if (event.type().equals(GAP)) {
                gapsTold++;
            } else {
                marker.read(event.data(), sink);
            }
        }
    }

    String lastEventId() {
        return parser.lastEventId().isEmpty() ? idBefore : parser.lastEventId();
    }

    long retryMillis() {
        return retryMillis;
    }

    long gapsTold() {
        return gapsTold;
    }
}
