package dev.weir.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.Arrays;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests on one connection begin and end (RFC 9112, sections 2.1, 6 and 7.1). Bytes go in as they come, and come
 * out as soon as it is certain that the server library reads them as everybody does: a head when it is whole, a body as it
 * comes, but for the lines between chunks. Lines end with CR LF, and neither of the two stands anywhere else.
 *
 * <p>What is refused ends it: {@link #refusal} says why, nothing comes out any more, and what it is for the library to make of
 * it is {@link RequestGuard}'s.
 */
final class RequestFraming {

    /** Of a head, the request line among it. */
    static final int HEAD_BYTES_MAX = 64 << 10;

    /** Of the line before a chunk: its size, and what nobody reads. */
    private static final int CHUNK_LINE_BYTES_MAX = 256;

    private static final int TRAILERS_BYTES_MAX = 8 << 10;

    /** More than any chunk that is taken. */
    private static final int SIZE_DIGITS_MAX = 8;

    private static final byte[] NONE = {};

    private enum Part {
        HEAD("request", HEAD_BYTES_MAX),
        BODY("body", 0),
        CHUNK_SIZE("line before a chunk", CHUNK_LINE_BYTES_MAX),
        CHUNK("chunk", 0),
        CHUNK_END("line behind a chunk", 2),
        TRAILERS("trailers", TRAILERS_BYTES_MAX),
        REFUSED("", 0);

        private final String what;
        private final int bytesMax;

        Part(String what, int bytesMax) {
            this.what = what;
            this.bytesMax = bytesMax;
        }

        boolean isLines() {
            return bytesMax > 0;
        }
    }

    private Part part = Part.HEAD;
    private HeadReader head = new HeadReader();

    /** Of the body, or of the chunk, still to come. */
    private long remaining;

    /** What has come of the lines that are not whole yet; nothing at rest, when a connection waits for its next request. */
    private byte[] held = NONE;

    private int heldBytes;

    /** Where the next byte to look at is, and the line that it is in, in what is held. */
    private int looked;

    private int line;

    private @Nullable InvalidText refusal;
    private boolean refusedInHead;

    /** @return what may be handed on of this and of what was held back; may be empty */
    ByteString accept(ByteString chunk) {
        if (part == Part.REFUSED) {
            return ByteString.emptyByteString();
        }
        boolean fresh = heldBytes == 0;
        byte[] bytes = fresh ? chunk.toArrayUnsafe() : joined(chunk);
        int end = fresh ? bytes.length : heldBytes;
        int certain = certain(bytes, end);
        if (part == Part.REFUSED) {
            hold(NONE, 0, 0);
        } else {
            hold(bytes, certain, end);
        }
        if (certain == 0) {
            return ByteString.emptyByteString();
        }
        return fresh ? chunk.take(certain) : ByteString.fromArray(bytes, 0, certain);
    }

    /** Why nothing comes out any more; null while all is well. */
    @Nullable InvalidText refusal() {
        return refusal;
    }

    /** Whether what was refused is a head, which nothing has been handed on of. */
    boolean isRefusedInHead() {
        return refusedInHead;
    }

    /** Whether nothing of a request has come since the end of the one before. */
    boolean isAtRest() {
        return part == Part.HEAD && heldBytes == 0;
    }

    /** @return up to where it may be handed on */
    private int certain(byte[] bytes, int end) {
        int at = looked;
        int certain = 0;
        try {
            while (at < end) {
                if (part.isLines()) {
                    at = lookForLineEnd(bytes, at, end, certain);
                    if (at > 0 && bytes[at - 1] == '\n' && endOfLine(bytes, at)) {
                        certain = at;
                    }
                } else {
                    int taken = (int) Math.min(remaining, end - at);
                    at += taken;
                    remaining -= taken;
                    certain = at;
                    line = at;
                    if (remaining == 0) {
                        begin(part == Part.CHUNK ? Part.CHUNK_END : Part.HEAD);
                    }
                }
            }
        } catch (InvalidText invalid) {
            refusal = invalid;
            refusedInHead = part == Part.HEAD;
            part = Part.REFUSED;
        }
        looked = at - certain;
        line -= certain;
        return certain;
    }

    /** @return behind the line's end, or the end of the bytes */
    private int lookForLineEnd(byte[] bytes, int from, int end, int begun) {
        int at = from;
        if (part == Part.HEAD && at == begun && bytes[at] >= 0 && bytes[at] < ' ' && bytes[at] != '\r') {
            // As TLS begins, whose client waits for an answer.
            throw new InvalidText(
                    Refusal.BAD_PARAMETER, "request line: a control character (expected: METHOD target HTTP/1.1)");
        }
        while (at < end) {
            byte b = bytes[at++];
            if (at - begun > part.bytesMax) {
                throw tooLong();
            }
            boolean behindCr = at - 2 >= line && bytes[at - 2] == '\r';
            if (behindCr != (b == '\n')) {
                throw new InvalidText(
                        Refusal.BAD_PARAMETER,
                        part.what + ": a CR or LF alone (expected: lines that end with CR LF, neither elsewhere)");
            }
            if (b == '\n') {
                return at;
            }
        }
        return at;
    }

    private InvalidText tooLong() {
        var refused = part == Part.HEAD ? Refusal.HEADERS_TOO_LARGE : Refusal.BAD_DATA;
        return new InvalidText(refused, part.what + ": too long (expected: at most " + part.bytesMax + " bytes)");
    }

    /**
     * @param behind the line's end
     * @return whether this was the last line of the part
     */
    private boolean endOfLine(byte[] bytes, int behind) {
        int from = line;
        int to = behind - 2;
        line = behind;
        return switch (part) {
            case HEAD -> headLine(bytes, from, to);
            case CHUNK_SIZE -> chunkSize(bytes, from, to);
            case CHUNK_END -> begin(Part.CHUNK_SIZE);
            case TRAILERS -> trailer(bytes, from, to);
            default -> throw new IllegalStateException("no lines in " + part);
        };
    }

    private boolean headLine(byte[] bytes, int from, int to) {
        if (from < to || head.isEmpty()) {
            head.line(bytes, from, to);
            return false;
        }
        if (head.isChunked()) {
            return begin(Part.CHUNK_SIZE);
        }
        remaining = head.length();
        return begin(remaining > 0 ? Part.BODY : Part.HEAD);
    }

    private boolean chunkSize(byte[] bytes, int from, int to) {
        int at = from;
        long size = 0;
        while (at < to && Character.digit(bytes[at], 16) >= 0 && at - from < SIZE_DIGITS_MAX) {
            size = size * 16 + Character.digit(bytes[at++], 16);
        }
        if (at == from || (at < to && bytes[at] != ';') || size > Integer.MAX_VALUE) {
            throw InvalidText.of(
                    Refusal.BAD_DATA,
                    part.what,
                    new String(bytes, from, to - from, ISO_8859_1),
                    "1 to " + SIZE_DIGITS_MAX + " hexadecimal digits");
        }
        remaining = size;
        return begin(size > 0 ? Part.CHUNK : Part.TRAILERS);
    }

    /** As a head is, but nothing in it counts. */
    private boolean trailer(byte[] bytes, int from, int to) {
        if (from == to) {
            return begin(Part.HEAD);
        }
        HeadReader.checkedName(bytes, from, to);
        return false;
    }

    private boolean begin(Part next) {
        part = next;
        if (next == Part.HEAD) {
            head = new HeadReader();
        }
        return true;
    }

    private byte[] joined(ByteString chunk) {
        int size = heldBytes + chunk.size();
        if (held.length < size) {
            held = Arrays.copyOf(held, Math.max(size, 2 * held.length));
        }
        chunk.copyToArray(held, heldBytes, chunk.size());
        heldBytes = size;
        return held;
    }

    private void hold(byte[] bytes, int from, int to) {
        heldBytes = to - from;
        if (heldBytes == 0) {
            held = NONE;
            looked = 0;
            line = 0;
        } else if (bytes != held || from > 0) {
            held = Arrays.copyOfRange(bytes, from, to);
        }
    }
}
