package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What Linux tells of a process in {@code /proc}; NaN where there is no such file, or it is not for us to read. */
final class ProcFiles {

    /** Of user-space times on every architecture that the JDK runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int CHILDREN_USER_TIME = 13;
    private static final int CHILDREN_SYSTEM_TIME = 14;
    private static final long BYTES_PER_KIB = 1024;
    private static final int BYTES_MAX = 1 << 16;

    private ProcFiles() {}

    /**
     * Processor time in seconds, user and system.
     *
     * @param withReaped also that of its children that have ended
     */
    static double cpuSeconds(long pid, boolean withReaped) {
        var stat = text(pid, "stat");
        // The name in front, in parentheses, may hold anything.
        var fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= CHILDREN_SYSTEM_TIME) {
            return Double.NaN;
        }
        double ticks = Double.parseDouble(fields[USER_TIME]) + Double.parseDouble(fields[SYSTEM_TIME]);
        if (withReaped) {
            ticks += Double.parseDouble(fields[CHILDREN_USER_TIME]) + Double.parseDouble(fields[CHILDREN_SYSTEM_TIME]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** Resident memory in bytes; pages that it shares with others count in full. */
    static double residentBytes(long pid) {
        return kibibytes(text(pid, "status"), "VmRSS");
    }

    /** Resident memory in bytes; a page that n processes share counts as its nth part. */
    static double proportionalBytes(long pid) {
        return kibibytes(text(pid, "smaps_rollup"), "Pss");
    }

    /** How many files it may have open. */
    static double openFilesMax(String pid) {
        var line =
                Pattern.compile("^Max open files\\s+(\\d+)", Pattern.MULTILINE).matcher(text(pid, "limits"));
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    private static double kibibytes(String text, String name) {
        var line = Pattern.compile("^" + name + ":\\s+(\\d+) kB", Pattern.MULTILINE)
                .matcher(text);
        return line.find() ? Double.parseDouble(line.group(1)) * BYTES_PER_KIB : Double.NaN;
    }

    private static String text(long pid, String name) {
        return text(Long.toString(pid), name);
    }

    private static String text(String pid, String name) {
        return read(Path.of("/proc", pid, name));
    }

    /** The text of a small file; empty when it cannot be read. */
    static String read(Path file) {
        // In one read: some of these files are empty from the second one on.
        try (var input = Files.newInputStream(file)) {
            return new String(input.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
        } catch (IOException | SecurityException unreadable) {
            return "";
        }
    }
}
