package dev.weir.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Finds every marker in a stream, whatever stands between the events, and touches few other bytes.
 *
 * <p>Behind a marker comes the rest of its event, of known size, which is passed over. The next marker is then looked for
 * where the distance of the last two says; elsewhere it is searched byte by byte. The distance is only believed while it
 * is too short for another event to be in between, so that no guess can hide one.
 */
final class MarkerScanner implements StreamBody {

    private final Marker marker;
    private final int size;
    private final MarkerSink sink;

    /** Bytes seen before the ones at hand. */
    private long position;

    private long lastMarkerAt;

    /** From one marker's start to that of the next; 0 while it is not known. */
    private long stride;

    /** Bytes of the event's own that are still to come. */
    private int skip;

    /** The beginning of a marker that the end of the bytes cut. */
    private @Nullable ByteBuffer cut;

    /** @param size of every event, in bytes */
    MarkerScanner(Marker marker, int size, MarkerSink sink) {
        this.marker = marker;
        this.size = size;
        this.sink = sink;
    }

    @Override
    public void bytes(ByteBuffer buffer, int from, int to) {
        long before = position - from;
        position += to - from;
        int at = cut == null || cut.position() == 0 ? from : complete(cut, buffer, from, to, before);
        while (at < to) {
            if (skip > 0) {
                int step = Math.min(skip, to - at);
                skip -= step;
                at += step;
                continue;
            }
            long expected = lastMarkerAt + stride - before;
            if (stride > 0 && expected >= at && expected + Marker.LENGTH <= to && marker.isAt(buffer, (int) expected)) {
                at = (int) expected;
                found(buffer, at, before + at);
                at += Marker.LENGTH;
            } else {
                at = search(buffer, at, to, before);
            }
        }
    }

    private int search(ByteBuffer buffer, int from, int to, long before) {
        for (int at = from; at < to; at++) {
            if (buffer.get(at) != Marker.FIRST) {
                continue;
            }
            if (at + Marker.LENGTH > to) {
                if (startsAt(buffer, at, to)) {
                    hold(buffer, at, to);
                    return to;
                }
            } else if (marker.isAt(buffer, at)) {
                found(buffer, at, before + at);
                return at + Marker.LENGTH;
            }
        }
        return to;
    }

    private boolean startsAt(ByteBuffer buffer, int at, int to) {
        int count = Math.min(to - at, Marker.PREFIX_LENGTH);
        for (int i = 0; i < count; i++) {
            if (buffer.get(at + i) != marker.prefix(i)) {
                return false;
            }
        }
        return true;
    }

    private void hold(ByteBuffer buffer, int at, int to) {
        if (cut == null) {
            cut = ByteBuffer.allocate(Marker.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        }
        for (int i = at; i < to; i++) {
            cut.put(buffer.get(i));
        }
    }

    /**
     * Goes on with a marker that was cut.
     *
     * @return where to go on reading: a byte that does not fit is looked at anew
     */
    private int complete(ByteBuffer held, ByteBuffer buffer, int from, int to, long before) {
        int at = from;
        while (at < to && held.hasRemaining()) {
            byte next = buffer.get(at);
            if (held.position() < Marker.PREFIX_LENGTH && next != marker.prefix(held.position())) {
                held.clear();
                return at;
            }
            held.put(next);
            at++;
        }
        if (!held.hasRemaining()) {
            held.clear();
            if (marker.isAt(held, 0)) {
                found(held, 0, before + at - Marker.LENGTH);
            }
        }
        return at;
    }

    private void found(ByteBuffer buffer, int at, long markerAt) {
        long distance = markerAt - lastMarkerAt;
        stride = distance < 2L * size ? distance : 0;
        lastMarkerAt = markerAt;
        skip = size - Marker.LENGTH;
        sink.event(Marker.publisher(buffer, at), Marker.number(buffer, at), Marker.time(buffer, at));
    }
}
