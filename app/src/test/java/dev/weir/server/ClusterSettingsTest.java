package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterSettingsTest {

    private static final Map<String, String> SHARED = Map.of("weir.journal.url", "jdbc:postgresql://db/weir");

    private static Settings.Cluster with(Map<String, String> settings) {
        var all = new HashMap<>(SHARED);
        all.putAll(settings);
        return Settings.load(ConfigFactory.parseMap(all).withFallback(ConfigFactory.load()))
                .cluster();
    }

    @Test
    void seeds_are_a_list_or_a_text_with_commas() {
        var expected = List.of(new Seed("10.0.0.1", 7355), new Seed("weir-1.weir", 7355), new Seed("fd00::1", 65_535));

        assertThat(with(Map.of("weir.cluster.seeds", "10.0.0.1:7355, weir-1.weir:7355,[fd00::1]:65535"))
                        .seeds())
                .isEqualTo(expected);
        assertThat(Settings.load(ConfigFactory.parseString(
                                        "weir.cluster.seeds = [\"10.0.0.1:7355\",\"weir-1.weir:7355\",\"[fd00::1]:65535\"]")
                                .withFallback(ConfigFactory.parseMap(SHARED))
                                .withFallback(ConfigFactory.load()))
                        .cluster()
                        .seeds())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a",
                "a:",
                ":1",
                "a:0",
                "a:65536",
                "a:100000",
                "a:-1",
                "a b:1",
                "pekko://weir@a:1",
                "weir@a:1",
                "::1:7355",
                "[::1]",
                "[a]:1",
                "a:1,b"
            })
    void a_seed_that_is_none_is_refused(String seeds) {
        assertThatThrownBy(() -> with(Map.of("weir.cluster.seeds", seeds)))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir.cluster.seeds: " + seeds
                        + " (expected: at most 100 of host:port, with commas between them)");
    }

    @Test
    void roles_are_core_and_edge() {
        var seeds = Map.of("weir.cluster.seeds", "a:1");

        assertThat(with(Map.of()).roles()).containsExactly("core");
        var edge = new HashMap<>(seeds);
        edge.put("weir.cluster.roles", "edge");
        assertThat(with(edge).roles()).containsExactly("edge");
        edge.put("weir.cluster.roles", "core, edge");
        assertThat(with(edge).roles()).isEqualTo(Set.of("core", "edge"));
    }

    @ParameterizedTest
    @CsvSource({"''", "service", "Core", "'core,service'"})
    void other_roles_are_refused(String roles) {
        assertThatThrownBy(() -> with(Map.of("weir.cluster.roles", roles)))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir.cluster.roles: " + roles + " (expected: core, edge, or both)");
    }

    @Test
    void an_edge_needs_somebody_to_join() {
        assertThatThrownBy(() -> with(Map.of("weir.cluster.roles", "edge")))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("weir.cluster.seeds")
                .hasMessageContaining("an edge alone has no topics");
    }

    @Test
    void nodes_that_join_each_other_share_a_database() {
        assertThatThrownBy(() -> Settings.load(ConfigFactory.parseMap(Map.of("weir.cluster.seeds", "a:1"))
                        .withFallback(ConfigFactory.load())))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("weir.journal.url")
                .hasMessageContaining("the PostgreSQL that all nodes share");
    }
}
