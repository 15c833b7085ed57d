package dev.weir.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** What is alive in the heap of a server that is a JVM, by the {@code jcmd} beside this one. */
final class LiveHeap {

    private static final int SECONDS_MAX = 60;
    private static final Pattern USED = Pattern.compile("\\bused (\\d+)([KMG])");

    private LiveHeap() {}

    /** After a full collection, in bytes; NaN when there is no jcmd, or no JVM that obeys it. */
    static double bytes(long pid) {
        // Twice: what is reached only through finalizers and cleaners goes with the second.
        for (int i = 0; i < 2; i++) {
            if (jcmd(pid, "GC.run").isEmpty()) {
                return Double.NaN;
            }
        }
        return used(jcmd(pid, "GC.heap_info"));
    }

    /** The sum over the parts of a heap, as {@code GC.heap_info} of any collector prints it, in bytes. */
    static double used(String heapReport) {
        double bytes = 0;
        boolean found = false;
        for (var line : heapReport.lines().map(String::strip).toList()) {
            var used = USED.matcher(line);
            if (!line.startsWith("Metaspace") && !line.startsWith("class space") && used.find()) {
                bytes += Long.parseLong(used.group(1)) * unit(used.group(2));
                found = true;
            }
        }
        return found ? bytes : Double.NaN;
    }

    private static double unit(String letter) {
        return switch (letter) {
            case "G" -> 1L << 30;
            case "M" -> 1L << 20;
            default -> 1L << 10;
        };
    }

    private static String jcmd(long pid, String command) {
        var program = JavaCommand.program("jcmd");
        if (!Files.isExecutable(program)) {
            return "";
        }
        try {
            var process = new ProcessBuilder(program.toString(), Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "";
        } catch (IOException failure) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw BenchStop.interrupted();
        }
    }
}
