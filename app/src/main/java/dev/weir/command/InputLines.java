package dev.weir.command;

import dev.weir.wire.InvalidText;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of all inputs, one after the other, as if they were one; blank ones too. For one thread. */
final class InputLines implements AutoCloseable {

    /** Standard input, by the custom of such tools. */
    static final String STANDARD = "-";

    static final long BYTES_UNKNOWN = -1;

    /**
     * A line.
     *
     * @param number counts from 1 over all inputs
     * @param place for messages: {@code quakes.ndjson line 17}
     */
    record Line(long number, String place, String text) {}

    private final List<String> names;
    private final InputStream standard;
    private final long bytesTotal;
    private int opened;
    private InputStream current = InputStream.nullInputStream();
    private LineReader reader = new LineReader(current);
    private long number;
    private long numberInInput;
    private long bytesOfEarlier;

    private InputLines(List<String> names, InputStream standard, long bytesTotal) {
        this.names = names;
        this.standard = standard;
        this.bytesTotal = bytesTotal;
    }

    /**
     * Looks at every input before the first one is read, so that a mistake in a name is found while nothing is published.
     *
     * @param names of files, {@link #STANDARD} at most once; none for standard input alone
     */
    static InputLines of(List<String> names, InputStream standard) throws BadInput {
        var all = names.isEmpty() ? List.of(STANDARD) : List.copyOf(names);
        if (all.stream().filter(STANDARD::equals).count() > 1) {
            throw new BadInput("-: named twice (expected: standard input once)");
        }
        long bytes = 0;
        for (var name : all) {
            long size = size(name, standard);
            bytes = bytes == BYTES_UNKNOWN || size == BYTES_UNKNOWN ? BYTES_UNKNOWN : bytes + size;
        }
        return new InputLines(all, standard, bytes);
    }

    private static long size(String name, InputStream standard) throws BadInput {
        try {
            if (name.equals(STANDARD)) {
                return standard instanceof FileInputStream file ? sizeOfRest(file) : BYTES_UNKNOWN;
            }
            var file = Path.of(name);
            if (!Files.exists(file)) {
                throw unreadable(name, "no such file");
            }
            if (Files.isDirectory(file)) {
                throw unreadable(name, "is a directory");
            }
            if (!Files.isReadable(file)) {
                throw unreadable(name, "permission denied");
            }
            return Files.isRegularFile(file) ? Files.size(file) : BYTES_UNKNOWN;
        } catch (IOException | InvalidPathException failure) {
            throw unreadable(name, String.valueOf(failure.getMessage()));
        }
    }

    /** Of a file that the shell opened; a pipe has no position, and a terminal no size. */
    private static long sizeOfRest(FileInputStream file) {
        try {
            long rest = file.getChannel().size() - file.getChannel().position();
            return rest > 0 ? rest : BYTES_UNKNOWN;
        } catch (IOException pipe) {
            return BYTES_UNKNOWN;
        }
    }

    private static BadInput unreadable(String name, String why) {
        return new BadInput(shown(name) + ": " + Shown.line(why) + " (expected: a file that can be read)");
    }

    private static String shown(String name) {
        return name.equals(STANDARD) ? "standard input" : Shown.line(name);
    }

    /** Bytes of all inputs, or {@link #BYTES_UNKNOWN} when one of them is no file. */
    long bytesTotal() {
        return bytesTotal;
    }

    /** Bytes of the lines that were given out. */
    long bytesTaken() {
        return bytesOfEarlier + reader.bytesTaken();
    }

    /** How many lines were given out. */
    long count() {
        return number;
    }

    /** The next line, or null behind the last one of the last input. */
    @Nullable Line next() throws BadInput {
        while (true) {
            var text = nextOfInput();
            if (text != null) {
                return new Line(number, place(), text);
            }
            if (opened == names.size()) {
                return null;
            }
            open();
        }
    }

    private @Nullable String nextOfInput() throws BadInput {
        try {
            // Counted before it is read: a line that cannot be read has a number too.
            number++;
            numberInInput++;
            var text = reader.next();
            if (text == null) {
                number--;
                numberInInput--;
            }
            return text;
        } catch (InvalidText invalid) {
            throw new BadInput(place() + ": " + invalid.getMessage());
        } catch (IOException failure) {
            throw new BadInput(place() + ": " + Shown.reason(failure) + " (expected: an input that can be read)");
        }
    }

    private void open() throws BadInput {
        var name = names.get(opened);
        try {
            current.close();
            current = name.equals(STANDARD) ? standard : Files.newInputStream(Path.of(name));
        } catch (IOException failure) {
            throw unreadable(name, Shown.reason(failure));
        }
        opened++;
        bytesOfEarlier += reader.bytesTaken();
        reader = new LineReader(current);
        numberInInput = 0;
    }

    private String place() {
        var name = opened == 0 ? "input" : shown(names.get(opened - 1));
        var ofAll = number == numberInInput ? "" : " (" + number + " of all inputs)";
        return name + " line " + numberInInput + ofAll;
    }

    @Override
    public void close() {
        try {
            current.close();
        } catch (IOException ignored) {
            // It was only read.
        }
    }
}
