package dev.weir.command;

import dev.weir.wire.Draft;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one batch that fills while another is in flight: a reader adds to it and waits when it is full, a sender takes it
 * when it is full, or some time after its first line with what is there. So a file goes out in full batches, a pipe that
 * trickles is never kept waiting, and no more than this is held.
 */
final class BatchAhead {

    /**
     * How the input ended.
     *
     * @param lines that were read, blank ones too
     * @param problem one line, when it could not be read on; null when that was all
     */
    record InputEnd(long lines, @Nullable String problem) {}

    private final int eventsMax;
    private final int bytesMax;
    private final long lingerNanos;

    private List<Draft> drafts = new ArrayList<>();
    private int bytes;
    private List<Long> lines = new ArrayList<>();
    private long bytesTaken;
    private long firstNanos;
    private boolean full;
    private boolean stopped;
    private @Nullable InputEnd end;

    /**
     * @param eventsMax in a batch
     * @param bytesMax of the lines of a batch; a line that is longer goes alone
     * @param linger after its first line, after which a batch goes as it is
     */
    BatchAhead(int eventsMax, int bytesMax, Duration linger) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.lingerNanos = linger.toNanos();
    }

    /**
     * Adds a line, once there is room.
     *
     * @param lineBytes of the line as it was read
     * @param inputBytesTaken of all inputs, with this line
     * @return false when nobody will take it any more
     */
    synchronized boolean add(long line, Draft draft, int lineBytes, long inputBytesTaken) throws InterruptedException {
        if (!drafts.isEmpty() && (long) bytes + lineBytes > bytesMax) {
            full = true;
            notifyAll();
        }
        while (full && !stopped) {
            wait();
        }
        if (stopped) {
            return false;
        }
        if (drafts.isEmpty()) {
            firstNanos = System.nanoTime();
        }
        drafts.add(draft);
        bytes += lineBytes;
        lines.add(line);
        bytesTaken = inputBytesTaken;
        full = drafts.size() >= eventsMax || bytes >= bytesMax;
        notifyAll();
        return true;
    }

    /** Nothing will be added any more; what was added is still to be taken. */
    synchronized void end(InputEnd how) {
        end = how;
        notifyAll();
    }

    /** Gives up: whoever waits here goes on, and nothing is taken any more. */
    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** The next batch, once it is time; null when the input has ended, or after {@link #stop}. */
    synchronized @Nullable Batch take() throws InterruptedException {
        while (!stopped) {
            if (drafts.isEmpty()) {
                if (end != null) {
                    return null;
                }
                wait();
                continue;
            }
            long waitNanos = lingerNanos - (System.nanoTime() - firstNanos);
            if (full || end != null || waitNanos <= 0) {
                return taken();
            }
            // Rounded up: a wait of 0 would be one for ever.
            wait(TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1);
        }
        return null;
    }

    private Batch taken() {
        var batch = new Batch(drafts, lines, bytesTaken);
        drafts = new ArrayList<>();
        lines = new ArrayList<>();
        bytes = 0;
        full = false;
        notifyAll();
        return batch;
    }

    /** How the input ended; null while it goes on. */
    synchronized @Nullable InputEnd end() {
        return end;
    }
}
