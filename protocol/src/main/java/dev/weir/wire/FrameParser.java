package dev.weir.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads {@code text/event-stream} as a browser does, from chunks that may be cut anywhere.
 *
 * <p>A frame is given out as soon as its last byte is there: a comment and {@code retry} with their line, an event with
 * its blank line. A block without its blank line at the end of the stream is never given out and its id does not count.
 * What is held is one line and the data of one event, both bounded. Work grows with the bytes alone, however they are
 * cut.
 *
 * <p>Source: WHATWG HTML, sections 9.2.5 and 9.2.6.
 */
public final class FrameParser {

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final int LINE_BYTES_FIRST = 256;

    private final int lineBytesMax;
    private final int eventBytesMax;

    private byte[] line = new byte[LINE_BYTES_FIRST];
    private int lineLength;
    private boolean firstLine = true;
    private boolean afterCarriageReturn;
    private boolean failed;

    private StringBuilder data = new StringBuilder();
    private long dataBytes;
    private String type = "";
    private String idOfBlock = "";
    private String lastEventId = "";

    /**
     * @param lineBytesMax of one line, without its end
     * @param eventBytesMax of one event's data, counting one for the end of each of its lines
     */
    public FrameParser(int lineBytesMax, int eventBytesMax) {
        this.lineBytesMax = lineBytesMax;
        this.eventBytesMax = eventBytesMax;
    }

    /** The id to come back with: that of the last complete block which had one; empty before it. */
    public String lastEventId() {
        return lastEventId;
    }

    /** Reads the next chunk, all of it; see {@link #parse(byte[], int, int, Consumer)}. */
    public List<Frame> parse(byte[] chunk) {
        var frames = new ArrayList<Frame>();
        parse(chunk, 0, chunk.length, frames::add);
        return frames;
    }

    /**
     * Reads the next chunk.
     *
     * @param frames gets each frame that the chunk completes
     * @throws FrameTooLarge at a line or an event beyond its bound; the frames before it were given out, and the parser
     *     cannot be used again
     */
    public void parse(byte[] bytes, int from, int to, Consumer<? super Frame> frames) {
        if (failed) {
            throw new IllegalStateException("parser: failed before (expected: a new one for each stream)");
        }
        failed = true;
        int lineStart = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' && afterCarriageReturn) {
                lineStart = i + 1;
            } else if (b == '\n' || b == '\r') {
                hold(bytes, lineStart, i);
                endLine(frames);
                lineStart = i + 1;
            }
            afterCarriageReturn = b == '\r';
        }
        hold(bytes, lineStart, to);
        failed = false;
    }

    private void hold(byte[] bytes, int from, int to) {
        int count = to - from;
        // The mark at the start of the stream is no part of its line.
        long lengthMax = (long) lineBytesMax + (firstLine ? BYTE_ORDER_MARK.length : 0);
        if (count > lengthMax - lineLength) {
            throw new FrameTooLarge("line", lineBytesMax);
        }
        if (count > line.length - lineLength) {
            line = Arrays.copyOf(line, (int)
                    Math.min(lengthMax, Math.max(2L * line.length, lineLength + (long) count)));
        }
        System.arraycopy(bytes, from, line, lineLength, count);
        lineLength += count;
    }

    private void endLine(Consumer<? super Frame> frames) {
        int start = firstLine && beginsWithByteOrderMark() ? BYTE_ORDER_MARK.length : 0;
        if (lineLength - start > lineBytesMax) {
            throw new FrameTooLarge("line", lineBytesMax);
        }
        var text = Utf8.decode(line, start, lineLength);
        firstLine = false;
        lineLength = 0;
        if (text.isEmpty()) {
            endBlock(frames);
            return;
        }
        int colon = text.indexOf(':');
        if (colon == 0) {
            frames.accept(new Frame.CommentFrame(valueAfter(text, colon)));
        } else if (colon > 0) {
            field(text.substring(0, colon), valueAfter(text, colon), frames);
        } else {
            field(text, "", frames);
        }
    }

    private boolean beginsWithByteOrderMark() {
        return lineLength >= BYTE_ORDER_MARK.length
                && Arrays.equals(line, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    }

    private static String valueAfter(String text, int colon) {
        boolean space = colon + 1 < text.length() && text.charAt(colon + 1) == ' ';
        return text.substring(colon + (space ? 2 : 1));
    }

    private void field(String name, String value, Consumer<? super Frame> frames) {
        switch (name) {
            case "event" -> type = value;
            case "data" -> addData(value);
            case "id" -> idOfBlock = value.indexOf('\0') < 0 ? value : idOfBlock;
            case "retry" -> {
                if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    frames.accept(new Frame.RetryFrame(saturated(value)));
                }
            }
            default -> {
                // Other fields are for readers of a later day.
            }
        }
    }

    private static long saturated(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private void addData(String value) {
        dataBytes += TextRules.utf8Bytes(value) + 1L;
        if (dataBytes > eventBytesMax) {
            throw new FrameTooLarge("event", eventBytesMax);
        }
        data.append(value).append('\n');
    }

    private void endBlock(Consumer<? super Frame> frames) {
        lastEventId = idOfBlock;
        if (data.length() > 0) {
            var text = data.substring(0, data.length() - 1);
            frames.accept(new Frame.EventFrame(type.isEmpty() ? "message" : type, text, lastEventId));
        }
        // A new builder, since clearing would keep the room of the largest event that ever came.
        data = new StringBuilder();
        dataBytes = 0;
        type = "";
    }
}
