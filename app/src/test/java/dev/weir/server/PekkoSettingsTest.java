package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import dev.weir.postgres.DatabaseSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.junit.jupiter.api.Test;

class PekkoSettingsTest {

    private static final DatabaseSettings JOURNAL =
            new DatabaseSettings("jdbc:postgresql://127.0.0.1:1/weir", "weir", "secret");

    /** What Slick's connection to Hikari reads beside what pekko-persistence-jdbc documents (HikariCPJdbcDataSource). */
    private static final Set<String> POOL_KEYS =
            Set.of("url", "user", "password", "driver", "poolName", "registerMbeans");

    private static Config config(Map<String, String> options) {
        var loaded = SettingsSources.load(options, new Properties(), null, Map.of());
        return PekkoSettings.of(loaded, Settings.load(loaded), JOURNAL);
    }

    /** Every key that Weir sets for a library, as its path's elements. */
    private static List<List<String>> keysThatWeirSets() {
        var libraries = ConfigFactory.defaultReference();
        var config = config(Map.of());
        return config.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("weir."))
                .filter(entry -> !libraries.hasPathOrNull(entry.getKey())
                        || libraries.getIsNull(entry.getKey())
                        || !libraries.getValue(entry.getKey()).equals(entry.getValue()))
                .map(entry -> ConfigUtil.splitPath(entry.getKey()))
                .toList();
    }

    private static boolean isKnown(List<String> key) {
        var libraries = ConfigFactory.defaultReference();
        var path = ConfigUtil.joinPath(key);
        if (libraries.hasPathOrNull(path)) {
            return true;
        }
        var first = key.get(0);
        var below = key.subList(1, key.size());
        return switch (first) {
            case "jdbc-journal" ->
                libraries.hasPath("pekko.persistence.journal-plugin-fallback." + ConfigUtil.joinPath(below));
            case "jdbc-snapshot-store" ->
                libraries.hasPath("pekko.persistence.snapshot-store-plugin-fallback." + ConfigUtil.joinPath(below));
            case "pekko-persistence-jdbc" -> isKnownOfDatabase(libraries, below);
            case "pekko" -> isKnownOfInherited(libraries, below);
            default -> false;
        };
    }

    private static boolean isKnownOfDatabase(Config libraries, List<String> key) {
        if (!key.get(0).equals("shared-databases")) {
            return false;
        }
        var below = key.subList(2, key.size());
        return below.equals(List.of("profile"))
                || (below.get(0).equals("db") && POOL_KEYS.contains(below.get(1)))
                || libraries.hasPath("pekko-persistence-jdbc.shared-databases.slick." + ConfigUtil.joinPath(below));
    }

    /** Sections that fall back to another one, and phases, each of which may have its own time-out. */
    private static boolean isKnownOfInherited(Config libraries, List<String> key) {
        var path = ConfigUtil.joinPath(key);
        if (path.startsWith("http.server.parsing.")) {
            return libraries.hasPath("pekko.http.parsing." + path.substring("http.server.parsing.".length()));
        }
        if (path.startsWith("coordinated-shutdown.phases.") && path.endsWith(".timeout")) {
            return libraries.hasPath("pekko." + path.substring(0, path.length() - ".timeout".length()));
        }
        return false;
    }

    @Test
    void every_key_is_one_that_a_library_knows() {
        var keys = keysThatWeirSets();

        assertThat(keys)
                .hasSizeGreaterThan(60)
                .allSatisfy(key -> assertThat(isKnown(key))
                        .as("a library knows %s", ConfigUtil.joinPath(key))
                        .isTrue());
    }

    @Test
    void every_key_of_a_service_is_one_that_a_library_knows() {
        var service = ConfigFactory.parseResources("weir-service.conf");

        var keys = service.entrySet().stream()
                .map(entry -> ConfigUtil.splitPath(entry.getKey()))
                .filter(key -> !key.get(0).equals("weir"))
                .toList();

        assertThat(keys)
                .hasSizeGreaterThan(15)
                .allSatisfy(key -> assertThat(isKnown(key))
                        .as("a library knows %s", ConfigUtil.joinPath(key))
                        .isTrue());
    }

    @Test
    void nodes_and_services_have_alike_what_they_must() {
        var node = config(Map.of());
        var service = ConfigFactory.parseResources("weir-service.conf").withFallback(ConfigFactory.defaultReference());

        var shared = ConfigFactory.parseResources("weir-cluster.conf").entrySet().stream()
                .map(Map.Entry::getKey)
                .toList();
        assertThat(shared)
                .contains("pekko.cluster.sharding.number-of-shards", "pekko.cluster.sharding.role")
                .allSatisfy(key -> assertThat(node.getValue(key)).as(key).isEqualTo(service.getValue(key)));
        var frame = "pekko.remote.artery.advanced.maximum-large-frame-size";
        assertThat(node.getBytes(frame)).isEqualTo(service.getBytes(frame));
        assertThat(node.getStringList("pekko.cluster.roles")).containsExactly("core");
        assertThat(service.getStringList("pekko.cluster.roles")).containsExactly("service");
    }

    @Test
    void a_frame_between_members_holds_the_largest_batch() {
        var config = config(Map.of("weir.topics.batch-bytes-max", "64 MiB"));

        assertThat(config.getBytes("pekko.remote.artery.advanced.maximum-large-frame-size"))
                .isEqualTo(65 * 1024 * 1024);
    }

    @Test
    void a_key_that_no_library_knows_would_be_found() {
        assertThat(isKnown(List.of("pekko", "http", "server", "idle-time"))).isFalse();
        assertThat(isKnown(List.of("jdbc-journal", "circuit-breaker", "max-failure")))
                .isFalse();
        assertThat(isKnown(List.of("pekko-persistence-jdbc", "shared-databases", "journal", "db", "maxConnection")))
                .isFalse();
        assertThat(isKnown(List.of("pekko", "coordinated-shutdown", "phases", "service-unbound", "timeout")))
                .isFalse();
    }

    @Test
    void addresses_and_sizes_follow_the_settings() {
        var config = config(Map.of(
                "weir.connections.max", "40000",
                "weir.connections.buffer", "128 KiB",
                "weir.connections.stall-timeout", "2m",
                "weir.connections.drain-time", "5s",
                "weir.cluster.port", "7355"));

        assertThat(config.getInt("pekko.http.server.max-connections")).isEqualTo(50_000);
        assertThat(config.getInt("pekko.http.server.socket-options.so-send-buffer-size"))
                .isEqualTo(128 * 1024);
        assertThat(config.getDuration("pekko.http.server.idle-timeout")).isEqualTo(Duration.ofSeconds(158));
        assertThat(config.getDuration("pekko.coordinated-shutdown.phases.before-service-unbind.timeout"))
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(7355);
    }

    @Test
    void a_stalled_client_is_never_cut_off_before_its_time_and_a_heartbeat_always_comes_in_time() {
        var config = config(Map.of("weir.connections.stall-timeout", "1s"));

        assertThat(config.getDuration("pekko.http.server.idle-timeout")).isGreaterThan(Duration.ofSeconds(60));
    }

    @Test
    void a_client_that_takes_a_kilobyte_a_second_is_not_taken_for_a_silent_one() {
        var config = config(Map.of("weir.connections.buffer", "1 MiB"));

        assertThat(config.getDuration("pekko.http.server.idle-timeout"))
                .isEqualTo(Duration.ofSeconds(1024).plusSeconds(30));
    }

    @Test
    void both_pools_reach_the_same_database_with_time_limits() {
        var config = config(Map.of());

        for (var pool : List.of("journal", "snapshots")) {
            var database = config.getConfig("pekko-persistence-jdbc.shared-databases." + pool + ".db");
            assertThat(database.getString("url")).startsWith(JOURNAL.jdbcUrl()).contains("socketTimeout");
            assertThat(database.getInt("numThreads")).isEqualTo(database.getInt("maxConnections"));
        }
    }

    @Test
    void what_an_operator_sets_for_a_library_wins() {
        var config = config(Map.of("pekko.http.server.max-connections", "7"));

        assertThat(config.getInt("pekko.http.server.max-connections")).isEqualTo(7);
    }

    @Test
    void the_http_server_understands_them() {
        var system = ActorSystem.create("settings", config(Map.of("pekko.actor.provider", "local")));
        try {
            var server = ServerSettings.create(system);

            assertThat(server.getRawRequestUriHeader()).isTrue();
            assertThat(server.getMaxConnections()).isEqualTo(12_500);
        } finally {
            system.terminate();
        }
    }
}
