package dev.weir.server;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the keys under {@code weir.cluster}. */
final class ClusterReader {

    private static final String SEEDS = "cluster.seeds";
    private static final String ROLES = "cluster.roles";
    private static final int SEEDS_MAX = 100;
    private static final Set<String> KNOWN_ROLES = Set.of(Settings.Cluster.CORE, Settings.Cluster.EDGE);

    private ClusterReader() {}

    static Settings.Cluster read(SettingsReader reader) {
        var cluster = new Settings.Cluster(
                reader.text("cluster.host"), reader.port("cluster.port"), seeds(reader), roles(reader));
        if (cluster.seeds().isEmpty() && !cluster.roles().contains(Settings.Cluster.CORE)) {
            throw reader.bad(SEEDS, "the nodes to join, since an edge alone has no topics");
        }
        return cluster;
    }

    private static List<Seed> seeds(SettingsReader reader) {
        var expected = "at most " + SEEDS_MAX + " of host:port, with commas between them";
        var seeds = new ArrayList<Seed>();
        for (var text : reader.texts(SEEDS)) {
            seeds.add(Seed.parse(text).orElseThrow(() -> reader.bad(SEEDS, expected)));
        }
        if (seeds.size() > SEEDS_MAX) {
            throw reader.bad(SEEDS, expected);
        }
        return List.copyOf(seeds);
    }

    private static Set<String> roles(SettingsReader reader) {
        var roles = new LinkedHashSet<>(reader.texts(ROLES));
        if (roles.isEmpty() || !KNOWN_ROLES.containsAll(roles)) {
            throw reader.bad(ROLES, "core, edge, or both");
        }
        return Set.copyOf(roles);
    }
}
