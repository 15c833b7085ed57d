package dev.weir.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Some events as one chunk of a stream, with Weir's framing; rendered over itself for the next ones. */
final class FrameBlock {

    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID = "\nid: 1-0000000000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ID_NUMBER_AT = "\nid: 1-".length();
    private static final int ID_DIGITS = 10;

    private final int events;
    private final int eventBytes;
    private final int firstAt;
    private final byte[] bytes;
    private final ByteBuffer block;
    private long lastNumber;

    FrameBlock(Marker marker, int eventBytes, int events) {
        this.events = events;
        this.eventBytes = eventBytes;
        int chunk = events * frameBytes();
        var size = (Integer.toHexString(chunk) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        firstAt = size.length;
        bytes = new byte[size.length + chunk + 2];
        put(0, size);
        var event = marker.event(eventBytes);
        for (int i = 0; i < events; i++) {
            int at = frameAt(i);
            put(at, DATA);
            put(at + DATA.length, event);
            put(at + DATA.length + eventBytes, ID);
        }
        put(bytes.length - 2, new byte[] {'\r', '\n'});
        block = ByteBuffer.allocateDirect(bytes.length);
    }

    private int frameBytes() {
        return DATA.length + eventBytes + ID.length;
    }

    private int frameAt(int index) {
        return firstAt + index * frameBytes();
    }

    private void put(int at, byte[] some) {
        System.arraycopy(some, 0, bytes, at, some.length);
    }

    /** The next events, published by number 0, now. */
    void renderNext() {
        long now = Origin.now();
        for (int i = 0; i < events; i++) {
            long number = ++lastNumber;
            int at = frameAt(i) + DATA.length;
            Marker.set(bytes, at, 0, number, now);
            Marker.digits(bytes, at + eventBytes + ID_NUMBER_AT, ID_DIGITS, number);
        }
        block.clear().put(bytes);
    }

    int length() {
        return bytes.length;
    }

    /** What is left of it behind so many bytes. */
    ByteBuffer from(int position) {
        return block.limit(bytes.length).position(position);
    }

    long lastNumber() {
        return lastNumber;
    }
}
