package dev.weir.postgres;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PostgreSQL says, in a file of bounded size and, the last lines of it, in memory.
 *
 * <p>A file that has grown to {@link #CHARACTERS_MAX} becomes {@code .1}, in place of the one before. One thread adds
 * lines; any may read the last ones.
 */
final class PostgresLog {

    private static final Logger log = LoggerFactory.getLogger(PostgresLog.class);

    private static final int LAST_LINES_MAX = 20;
    private static final long CHARACTERS_MAX = 10_000_000;

    private final Path file;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private @Nullable BufferedWriter writer;
    private long characters;

    PostgresLog(Path file) {
        this.file = file;
    }

    /** A file that cannot be written costs the line, never PostgreSQL, which waits until its output is read. */
    synchronized void add(String line) {
        if (lastLines.size() == LAST_LINES_MAX) {
            lastLines.removeFirst();
        }
        lastLines.addLast(line);
        try {
            write(line);
        } catch (IOException failure) {
            log.debug("{}: cannot be written", file, failure);
        }
    }

    private void write(String line) throws IOException {
        if (writer == null || characters > CHARACTERS_MAX) {
            close();
            if (Files.exists(file)) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
            characters = 0;
        }
        writer.write(line);
        writer.newLine();
        writer.flush();
        characters += line.length() + 1;
    }

    /** The newest lines, oldest first. */
    synchronized String lastLines() {
        return String.join("\n", lastLines);
    }

    synchronized void close() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
