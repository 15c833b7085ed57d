package dev.weir.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.topic.PublishBounds;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the libraries are told that follows from {@link Settings}; all else about them is in {@code weir-pekko.conf}. */
final class PekkoSettings {

    /** Connections that publish, poll, or are about to be told that the node is full, beside those that stream. */
    private static final int CONNECTIONS_BESIDE_STREAMS = 1000;

    /** The longest heartbeat that a client can ask for: whatever is silent for longer carries no stream. */
    private static final Duration HEARTBEAT_MAX = Duration.ofSeconds(60);

    /** Of the slowest client that the library does not take for a silent one. */
    private static final int BYTES_A_SECOND_MIN = 1024;

    private static final Duration IDLE_MARGIN = Duration.ofSeconds(30);

    /** So that it is the route that refuses what is too large, with a problem that names the bound. */
    private static final long BODY_BYTES_BEYOND_BOUND = 64 * 1024;

    private PekkoSettings() {}

    /**
     * The configuration of the actor system.
     *
     * @param loaded from {@link SettingsSources}; what an operator set there for a library itself wins
     */
    static Config of(Config loaded, Settings settings, DatabaseSettings journal) {
        var derived = new HashMap<String, Object>();
        derived.put("pekko.remote.artery.canonical.hostname", settings.cluster().host());
        derived.put("pekko.remote.artery.canonical.port", settings.cluster().port());
        derived.put("pekko.cluster.roles", List.copyOf(settings.cluster().roles()));
        derived.put(
                "pekko.remote.artery.advanced.maximum-large-frame-size",
                new PublishBounds(
                                settings.topics().eventBytesMax(),
                                settings.topics().batchBytesMax())
                        .frameBytesMax());
        derived.put("pekko.http.server.max-connections", connectionsMax(settings));
        derived.put("pekko.http.server.idle-timeout", text(idleTimeout(settings)));
        // Over TLS this is how long a slow client may take for the end of its last answer.
        derived.put("pekko.http.server.linger-timeout", text(idleTimeout(settings)));
        derived.put("pekko.http.server.parsing.max-content-length", bodyBytesMax(settings));
        // The kernel would else take 700 KB for a client that reads nothing.
        derived.put(
                "pekko.http.server.socket-options.so-send-buffer-size",
                settings.connections().bufferBytes());
        // Each phase waits for the streams' end at most; the drain itself takes connections.drain-time.
        derived.put(
                "pekko.coordinated-shutdown.phases.before-service-unbind.timeout",
                text(settings.connections().drainTime().plusSeconds(10)));
        for (var pool : new String[] {"journal", "snapshots"}) {
            var database = "pekko-persistence-jdbc.shared-databases." + pool + ".db.";
            derived.put(database + "url", journal.url());
            derived.put(database + "user", journal.user());
            derived.put(database + "password", journal.password());
        }
        return withDerived(loaded, derived);
    }

    /** Above what {@code weir-pekko.conf} says, which says nothing about these keys, and below what was set outside. */
    private static Config withDerived(Config loaded, Map<String, Object> derived) {
        var missing = new HashMap<>(derived);
        missing.keySet().removeIf(key -> isSetOutside(loaded, key));
        return ConfigFactory.parseMap(missing, "settings of weir").withFallback(loaded);
    }

    private static boolean isSetOutside(Config loaded, String key) {
        if (!loaded.hasPath(key)) {
            return false;
        }
        var libraries = ConfigFactory.defaultReference();
        return !libraries.hasPath(key) || !libraries.getValue(key).equals(loaded.getValue(key));
    }

    private static int connectionsMax(Settings settings) {
        int streams = settings.connections().admission().max();
        return streams + Math.max(CONNECTIONS_BESIDE_STREAMS, streams / 4);
    }

    /**
     * Above {@code connections.stall-timeout}, which has a name in the ends table and is to find a stalled client first.
     * The library sees what a socket takes, in steps of a third to a half of its buffer, and nothing in between.
     */
    private static Duration idleTimeout(Settings settings) {
        var step = Duration.ofSeconds(settings.connections().bufferBytes() / BYTES_A_SECOND_MIN);
        var longest = Collections.max(
                List.of(settings.connections().stallTimeout(), settings.http().keepAlive(), HEARTBEAT_MAX, step));
        return longest.plus(IDLE_MARGIN);
    }

    /** With a unit: the libraries do not all read a number alone. */
    private static String text(Duration time) {
        return time.toMillis() + " ms";
    }

    private static long bodyBytesMax(Settings settings) {
        return settings.topics().batchBytesMax() + BODY_BYTES_BEYOND_BOUND;
    }
}
