package dev.weir.subscribe;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel what waits in the sockets: {@code /proc/net/tcp} of Linux, nothing elsewhere.
 *
 * <p>A socket takes more only when a third of its buffer is free; with a {@code connections.buffer} of 256 KiB that is
 * 128 KiB at a time, two minutes of a client at 1 KB/s. What it took meanwhile only the kernel knows.
 */
public final class SendQueues implements AutoCloseable {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));

    /** A rest after each read, as a multiple of its time: 20,000 sockets take 100 ms. */
    private static final int REST = 20;

    private static final long REST_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REST_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    /** Numbers only: no text of a client may make this machine ask a name server. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private static final int MAPPED_PREFIX_BYTES = 10;
    private static final int TABLE_REMOTE = 2;
    private static final int TABLE_QUEUES = 4;

    private final LongSupplier nanoTime;
    private final List<Path> tables;

    /** At most one for each stream. */
    private final Set<Entry> asked = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, SendQueues::newThread, new ThreadPoolExecutor.DiscardPolicy());
    private volatile long restsUntilNanos;

    /** @param nanoTime the clock of intervals */
    public SendQueues(LongSupplier nanoTime) {
        this(nanoTime, TABLES);
    }

    SendQueues(LongSupplier nanoTime, List<Path> tables) {
        this.nanoTime = nanoTime;
        this.tables = tables;
        restsUntilNanos = nanoTime.getAsLong();
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    private static Thread newThread(Runnable work) {
        var thread = new Thread(work, "weir-send-queues");
        thread.setDaemon(true);
        return thread;
    }

    /** @param remoteAddress IP address, colon, port; nothing is known of any other text */
    SendQueue of(String remoteAddress) {
        var names = names(remoteAddress);
        return names.isEmpty() ? SendQueue.NONE : new Entry(names);
    }

    private final class Entry implements SendQueue {

        private final List<String> names;
        private volatile @Nullable Seen seen;

        private Entry(List<String> names) {
            this.names = names;
        }

        @Override
        public void look() {
            asked.add(this);
            if (scheduled.compareAndSet(false, true)) {
                var unused = thread.schedule(
                        SendQueues.this::answer, restsUntilNanos - nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public @Nullable Seen seen() {
            return seen;
        }
    }

    /** One read for all that were asked for meanwhile. */
    private void answer() {
        scheduled.set(false);
        var entries = List.copyOf(asked);
        entries.forEach(asked::remove);
        long begun = nanoTime.getAsLong();
        var bytes = new HashMap<String, Long>();
        entries.forEach(entry -> entry.names.forEach(name -> bytes.put(name, SendQueue.UNKNOWN)));
        tables.forEach(table -> read(table, bytes));
        for (var entry : entries) {
            long most = entry.names.stream()
                    .mapToLong(name -> bytes.getOrDefault(name, SendQueue.UNKNOWN))
                    .max()
                    .orElse(SendQueue.UNKNOWN);
            entry.seen = new SendQueue.Seen(most, begun);
        }
        long now = nanoTime.getAsLong();
        restsUntilNanos = now + Math.min(REST_NANOS_MAX, Math.max(REST_NANOS_MIN, (now - begun) * REST));
    }

    /** Two sockets with one remote address, of two ports of ours, count together: a change of either is one. */
    private static void read(Path table, Map<String, Long> bytes) {
        try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var fields = line.strip().split(" +", TABLE_QUEUES + 2);
                if (fields.length > TABLE_QUEUES) {
                    bytes.computeIfPresent(
                            fields[TABLE_REMOTE],
                            (name, before) -> Math.max(before, 0) + sendQueue(fields[TABLE_QUEUES]));
                }
            }
        } catch (IOException | NumberFormatException notThere) {
            // Another system: then it is the socket alone that tells.
        }
    }

    private static long sendQueue(String queues) {
        return Long.parseLong(queues, 0, queues.indexOf(':'), 16);
    }

    /** As the tables write it: a client of IPv4 stands in either of them. */
    static List<String> names(String remoteAddress) {
        int colon = remoteAddress.lastIndexOf(':');
        if (colon <= 0 || !LITERAL.matcher(remoteAddress).region(0, colon).matches()) {
            return List.of();
        }
        try {
            var address =
                    InetAddress.getByName(remoteAddress.substring(0, colon)).getAddress();
            var port = String.format(":%04X", Integer.parseInt(remoteAddress, colon + 1, remoteAddress.length(), 10));
            var names = new ArrayList<String>();
            names.add(words(address) + port);
            if (address.length == Integer.BYTES) {
                names.add(words(mapped(address)) + port);
            }
            return names;
        } catch (UnknownHostException | NumberFormatException other) {
            return List.of();
        }
    }

    private static byte[] mapped(byte[] address) {
        return ByteBuffer.allocate(MAPPED_PREFIX_BYTES + Short.BYTES + address.length)
                .position(MAPPED_PREFIX_BYTES)
                .putShort((short) -1)
                .put(address)
                .array();
    }

    /** In words of the machine's own byte order. */
    private static String words(byte[] address) {
        var words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).asIntBuffer();
        var text = new StringBuilder();
        while (words.hasRemaining()) {
            text.append(String.format("%08X", words.get()));
        }
        return text.toString();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
