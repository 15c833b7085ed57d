package dev.weir.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a scanner found, as {@code publisher:number@time}; and streams for it to read. */
final class RecordedEvents implements MarkerSink {

    static final String TOKEN = "t0k3";

    private final List<String> events = new ArrayList<>();

    @Override
    public void event(int publisher, long number, long time) {
        events.add(publisher + ":" + number + "@" + time);
    }

    List<String> events() {
        return events;
    }

    /** The data of one event. */
    static String data(int size, int publisher, long number, long time) {
        var bytes = new Marker(TOKEN).event(size);
        Marker.set(bytes, 0, publisher, number, time);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** As the bench's threads have it: outside of the heap, little-endian. */
    static ByteBuffer buffer(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes);
    }
}
