package dev.weir.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a data folder, held by one JVM at a time.
 *
 * <p>A lock of the operating system on a file: it ends with the process, however that ends, and is not inherited by
 * PostgreSQL. The file itself stays; it holds the id of the process that took the lock last.
 */
final class FolderLock implements AutoCloseable {

    /**
     * Folders locked by this JVM. The system counts locks per process and drops all of them when any channel to the
     * file is closed: a second attempt from the same JVM must be turned away before it opens the file.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Takes the lock, or throws {@link DatabaseUnusable} that names who has it. */
    static FolderLock take(Path file) throws IOException {
        if (!HELD_HERE.add(file)) {
            throw inUse(file, ProcessHandle.current().pid() + ", this one");
        }
        try {
            return new FolderLock(file, lock(file));
        } catch (IOException | RuntimeException failure) {
            HELD_HERE.remove(file);
            throw failure;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(file, Files.readString(file, StandardCharsets.UTF_8).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
            return channel;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static DatabaseUnusable inUse(Path file, String process) {
        return new DatabaseUnusable("data folder " + file.getParent() + ": in use by process " + process
                + " (expected: one running node for each data folder)");
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            HELD_HERE.remove(file);
        }
    }
}
