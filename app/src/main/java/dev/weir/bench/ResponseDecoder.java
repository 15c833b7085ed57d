package dev.weir.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Takes the framing of HTTP/1.1 off a response that comes in pieces cut anywhere; steps over whole chunks without
 * looking at their bytes.
 */
public final class ResponseDecoder {

    private static final int HEAD_BYTES_MAX = 64 * 1024;
    private static final long CHUNK_BYTES_MAX = 1L << 40;

    private enum State {
        HEAD,
        TO_LENGTH,
        TO_END,
        CHUNK_SIZE,
        CHUNK_EXTENSION,
        CHUNK,
        AFTER_CHUNK,
        TRAILER,
        COMPLETE
    }

    private final StreamBody body;
    private State state = State.HEAD;
    private @Nullable ByteArrayOutputStream headBytes = new ByteArrayOutputStream(512);
    private @Nullable ResponseHead head;

    /** Of the body or the chunk: bytes that are still to come. */
    private long remaining;

    /** In the head and the trailer: bytes in the line so far, without CR. */
    private int lineLength;

    public ResponseDecoder(StreamBody body) {
        this.body = body;
    }

    /** Null until all of it is there. */
    public @Nullable ResponseHead head() {
        return head;
    }

    public boolean isComplete() {
        return state == State.COMPLETE;
    }

    /** Bytes behind the end of the response are left alone, as the bench never sends two requests at once. */
    public void decode(ByteBuffer buffer, int from, int to) {
        int at = from;
        while (at < to && state != State.COMPLETE) {
            at = switch (state) {
                case HEAD -> head(buffer.get(at), at);
                case TO_LENGTH, CHUNK -> data(buffer, at, to);
                case TO_END -> toEnd(buffer, at, to);
                case CHUNK_SIZE -> chunkSize(buffer.get(at), at);
                case CHUNK_EXTENSION -> chunkExtension(buffer.get(at), at);
                case AFTER_CHUNK -> afterChunk(buffer.get(at), at);
                case TRAILER -> trailer(buffer.get(at), at);
                case COMPLETE -> to;
            };
        }
    }

    /**
     * The connection has ended.
     *
     * @return whether the response is complete with that
     */
    public boolean endOfInput() {
        if (state == State.TO_END) {
            state = State.COMPLETE;
        }
        return state == State.COMPLETE;
    }

    private int head(byte next, int at) {
        if (headBytes == null || headBytes.size() >= HEAD_BYTES_MAX) {
            throw BenchStop.failed("answer: headers of more than " + HEAD_BYTES_MAX + " bytes");
        }
        headBytes.write(next);
        if (endsBlankLine(next)) {
            var parsed = ResponseHead.parse(headBytes.toString(StandardCharsets.ISO_8859_1));
            headBytes = null;
            if (parsed.status() < 200) {
                headBytes = new ByteArrayOutputStream();
                return at + 1;
            }
            head = parsed;
            remaining = parsed.chunked() ? 0 : Math.max(0, parsed.length());
            state = stateAfter(parsed);
        }
        return at + 1;
    }

    private static State stateAfter(ResponseHead head) {
        if (head.chunked()) {
            return State.CHUNK_SIZE;
        }
        if (head.length() == ResponseHead.UNKNOWN) {
            return State.TO_END;
        }
        return head.length() == 0 ? State.COMPLETE : State.TO_LENGTH;
    }

    /** Whether this byte ends an empty line. */
    private boolean endsBlankLine(byte next) {
        if (next == '\n') {
            boolean blank = lineLength == 0;
            lineLength = 0;
            return blank;
        }
        lineLength += next == '\r' ? 0 : 1;
        return false;
    }

    private int data(ByteBuffer buffer, int at, int to) {
        int end = (int) Math.min(to, at + remaining);
        body.bytes(buffer, at, end);
        remaining -= end - at;
        if (remaining == 0) {
            state = state == State.CHUNK ? State.AFTER_CHUNK : State.COMPLETE;
        }
        return end;
    }

    private int toEnd(ByteBuffer buffer, int at, int to) {
        body.bytes(buffer, at, to);
        return to;
    }

    private int chunkSize(byte next, int at) {
        int digit = Character.digit(next, 16);
        if (digit >= 0 && remaining < CHUNK_BYTES_MAX) {
            remaining = remaining * 16 + digit;
        } else if (next == ';' || next == ' ' || next == '\r') {
            state = State.CHUNK_EXTENSION;
        } else if (next == '\n') {
            endOfSize();
        } else {
            throw BenchStop.failed("answer: byte " + next + " in the size of a chunk (expected: a hexadecimal number)");
        }
        return at + 1;
    }

    private int chunkExtension(byte next, int at) {
        if (next == '\n') {
            endOfSize();
        }
        return at + 1;
    }

    private void endOfSize() {
        lineLength = 0;
        state = remaining == 0 ? State.TRAILER : State.CHUNK;
    }

    private int afterChunk(byte next, int at) {
        if (next == '\n') {
            state = State.CHUNK_SIZE;
        } else if (next != '\r') {
            throw BenchStop.failed("answer: byte " + next + " behind a chunk (expected: the end of a line)");
        }
        return at + 1;
    }

    private int trailer(byte next, int at) {
        if (endsBlankLine(next)) {
            state = State.COMPLETE;
        }
        return at + 1;
    }
}
