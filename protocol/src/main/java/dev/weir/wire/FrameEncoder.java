package dev.weir.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code text/event-stream}: the only place that does.
 *
 * <p>Shape of a block: {@code retry}, {@code event}, {@code data}, {@code id}, each where there is one and in this
 * order, then a blank line. LF ends every line. {@code id} is last, since a parser that is cut between an id and its
 * data would else resume behind an event that it never saw. One space always follows the colon, so that a value may
 * begin with one.
 *
 * <p>Data may hold any text: it is split on CR, LF and CRLF, one {@code data} line each, so a reader gets back exactly
 * that text with LF as its line end. Names and ids come checked, by {@link Draft} and {@link Cursor}; one that could
 * end its line or that a reader would ignore is still refused here, since this is where a field could be injected.
 *
 * <p>Source: WHATWG HTML, section 9.2.6.
 */
public final class FrameEncoder {

    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] RETRY = ascii("retry: ");
    private static final byte[] LINE_END = ascii("\n");
    private static final byte[] HEARTBEAT = ascii(": hb\n");

    private FrameEncoder() {}

    /**
     * One event, as a block.
     *
     * @param event made from a {@link Draft}, which checked its parts
     * @param id of the reader's cursor with this event seen
     */
    public static void event(FrameBuffer out, Event event, String id) {
        block(out, event.type(), event.data(), id);
    }

    /** A control frame, as a block; with an id only where the protocol gives it one. */
    public static void control(FrameBuffer out, ControlFrame frame, @Nullable String id) {
        block(out, frame.name(), frame.data(), id);
    }

    /**
     * Any block.
     *
     * @param name null for {@code message}
     * @param data not empty: readers drop a block without data
     * @param id null where the reader keeps the one it has
     */
    public static void block(FrameBuffer out, @Nullable String name, String data, @Nullable String id) {
        if (name != null) {
            field(out, EVENT, name);
        }
        data(out, data);
        if (id != null) {
            field(out, ID, id);
        }
        out.add(LINE_END);
    }

    /** Begins a block with the time after which the client should come back; what is written next is the same block. */
    public static void retry(FrameBuffer out, long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("retry: " + millis + " (expected: >= 0)");
        }
        field(out, RETRY, Long.toString(millis));
    }

    /**
     * A comment that keeps the stream from looking dead. Only between blocks; without a blank line, which some clients
     * take for the end of an empty message.
     */
    public static void heartbeat(FrameBuffer out) {
        out.add(HEARTBEAT);
    }

    private static void data(FrameBuffer out, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        int lineStart = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '\n' || b == '\r') {
                dataLine(out, bytes, lineStart, i);
                if (b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                    i++;
                }
                lineStart = i + 1;
            }
        }
        dataLine(out, bytes, lineStart, bytes.length);
    }

    private static void dataLine(FrameBuffer out, byte[] bytes, int from, int to) {
        out.add(DATA);
        out.add(bytes, from, to);
        out.add(LINE_END);
    }

    private static void field(FrameBuffer out, byte[] name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\n' || c == '\r' || c == 0) {
                throw new IllegalArgumentException(
                        "field value: " + TextRules.shown(value) + " (expected: no CR, LF or NUL)");
            }
        }
        out.add(name);
        out.add(value);
        out.add(LINE_END);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
