package dev.weir.bench;

import dev.weir.terminal.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a figure was measured on. */
final class Environment {

    private Environment() {}

    static void describe(Map<String, Object> told) {
        told.put("weir", Version.text());
        told.put("cores", Runtime.getRuntime().availableProcessors());
        told.put("memory", memory());
        told.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        told.put("jdk", Runtime.version().toString());
        told.put("load average before", loadAverage());
    }

    /** @param own null when the server was there before */
    static void describe(Map<String, Object> told, Target target, @Nullable OwnServer own) {
        if (own != null) {
            told.put("server", own.commandLine());
            told.put(
                    "durability",
                    "fsync, full_page_writes, synchronous_commit on; data on " + fileSystem(own.folder()));
        } else if (target.weir()) {
            told.put("server", "Weir at " + target.stream().host());
            told.put("durability", "as its PostgreSQL has it; it refuses to start with fsync off");
        } else {
            told.put("server", target.stream().host() + target.stream().path());
            told.put("durability", "not known");
        }
    }

    private static String loadAverage() {
        double average = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return average < 0 ? "not measured" : String.format(Locale.ROOT, "%.2f", average);
    }

    private static String memory() {
        var line = ProcFiles.read(Path.of("/proc/meminfo")).lines().findFirst().orElse("");
        return line.startsWith("MemTotal:")
                ? line.substring("MemTotal:".length()).strip()
                : "not measured";
    }

    private static String fileSystem(Path folder) {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException unknown) {
            return "not known";
        }
    }
}
