package dev.weir.server;

import dev.weir.observe.Log;
import dev.weir.terminal.Signals;
import dev.weir.terminal.Terminal;
import dev.weir.terminal.Version;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir serve}: runs a node until it is told to stop. */
@Command(
        name = "serve",
        description =
                "Runs a node until SIGTERM or Ctrl-C, then ends its streams and exits 0; a second one ends it at once.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 stopped, 1 could not start or left the cluster by failure, 2 wrong option or setting.",
            "Every setting: -Dweir.KEY=VALUE before -jar, or a file given by --config; see docs/OPERATIONS.md."
        })
public final class ServeCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    @Option(names = "--host", paramLabel = "HOST", description = "where to serve (127.0.0.1)")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "port of it; 0 takes a free one (8080)")
    private @Nullable String port;

    @Option(names = "--management-port", paramLabel = "PORT", description = "console, health and metrics (8081)")
    private @Nullable String managementPort;

    @Option(names = "--data-dir", paramLabel = "FOLDER", description = "of the PostgreSQL inside (weir-data)")
    private @Nullable String dataDir;

    @Option(names = "--cluster-port", paramLabel = "PORT", description = "for other nodes; 0 takes a free one (0)")
    private @Nullable String clusterPort;

    @Option(
            names = "--seed",
            paramLabel = "HOST:PORT",
            description = "a node to join, by its cluster address; the same list on every node (a cluster of its own)")
    private List<String> seeds = List.of();

    @Option(names = "--config", paramLabel = "FILE", description = "more settings, as HOCON")
    private @Nullable Path file;

    @Option(
            names = "--insecure-public",
            description = "lets everybody in who reaches --host, although nobody needs to say who they are")
    private boolean insecurePublic;

    ServeCommand() {}

    @Override
    public Integer call() {
        var config = SettingsSources.load(options(), System.getProperties(), file, System.getenv());
        var settings = Settings.load(config);
        warn(settings);
        var node = Node.start(config, settings);
        Signals.handle(node::stop);
        announce(node, settings);
        return node.stopped().join();
    }

    private Map<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        put(options, "weir.http.host", host);
        put(options, "weir.http.port", port);
        put(options, "weir.management.port", managementPort);
        put(options, "weir.journal.data-dir", dataDir);
        put(options, "weir.cluster.port", clusterPort);
        put(options, "weir.cluster.seeds", seeds.isEmpty() ? null : String.join(",", seeds));
        put(options, "weir.auth.insecure-public", insecurePublic ? "true" : null);
        return options;
    }

    private static void put(Map<String, String> options, String key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }

    private static void warn(Settings settings) {
        Warnings.of(settings).forEach(what -> Log.warning("insecure-setting", Map.of("what", what)));
        var jvm = ManagementFactory.getRuntimeMXBean().getInputArguments();
        if (!jvm.contains("-XX:+ExitOnOutOfMemoryError")) {
            log.warn("-XX:+ExitOnOutOfMemoryError is missing: out of memory, this process would go on half alive");
        }
    }

    private static void announce(Node node, Settings settings) {
        var addresses = new LinkedHashMap<String, String>();
        addresses.put("stream", node.publicUrl() + "/stream?topic={topic}");
        addresses.put("publish", node.publicUrl() + "/topics/{topic}/events");
        addresses.put("health", node.managementUrl() + "/health/ready");
        addresses.put("console", node.managementUrl() + "/console");
        addresses.put("metrics", node.managementUrl() + "/metrics");
        addresses.put("cluster", node.clusterAddress());
        addresses.put("journal", journal(settings.journal()));
        if (Terminal.isAttached()) {
            Terminal.print("");
            addresses.forEach((what, where) -> Terminal.print(String.format("  %-9s %s", what, where)));
            Terminal.print("");
            Terminal.print("Ctrl-C ends the streams and stops.");
        } else {
            Log.event("started", addresses);
        }
    }

    private static String journal(Settings.Journal journal) {
        return journal.embedded()
                ? "PostgreSQL inside, files in " + journal.dataDir().toAbsolutePath()
                : "PostgreSQL at weir.journal.url";
    }
}
