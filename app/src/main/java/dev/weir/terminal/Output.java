package dev.weir.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A buffered output that knows how many of its bytes the system has taken, also when the next one fails: a
 * {@code PrintStream} keeps such failures to itself. For one thread.
 */
public final class Output {

    /** Small, so that little is in doubt while a write blocks on a pipe that nobody reads. */
    private static final int BUFFER_BYTES = 16 * 1024;

    /** Between tries when the other side made the descriptor non-blocking and takes nothing at the moment. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private long accepted;
    private long written;

    public Output(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Takes a text, and writes when the buffer is full. */
    public void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        accepted += bytes.length;
        int from = 0;
        while (from < bytes.length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(buffer.remaining(), bytes.length - from);
            buffer.put(bytes, from, count);
            from += count;
        }
    }

    /** Bytes that were given to this output so far: they are out once {@link #written} is as much. */
    public long accepted() {
        return accepted;
    }

    /** Writes out what is held; what the system did not take stays held when this fails. */
    public void flush() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                int count = channel.write(buffer);
                written += count;
                if (count == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } finally {
            buffer.compact();
        }
    }

    /** Bytes that the system has taken. */
    public long written() {
        return written;
    }

    /** Whether this is how a write fails after the reader of a pipe has gone; by its text, since Java has no type for it. */
    public static boolean isBrokenPipe(IOException failure) {
        return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }
}
