package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSourcesTest {

    @TempDir
    Path folder;

    private final Map<String, String> options = new HashMap<>();
    private final Properties properties = new Properties();
    private final Map<String, String> variables = new HashMap<>();

    private Settings load(@Nullable Path file) {
        return Settings.load(SettingsSources.load(options, properties, file, variables));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("weir.conf"), text);
    }

    @Test
    void the_nearest_source_wins() throws IOException {
        var file = file("weir { http.port = 3, management.port = 3, cluster.port = 3 }");
        options.put("weir.http.port", "1");
        properties.setProperty("weir.http.port", "2");
        properties.setProperty("weir.management.port", "2");
        variables.putAll(Map.of(
                "WEIR_PORT", "4", "WEIR_MANAGEMENT_PORT", "4", "WEIR_CLUSTER_PORT", "4", "WEIR_HOST", "localhost"));

        var settings = load(file);

        assertThat(List.of(
                        settings.http().port(),
                        settings.management().port(),
                        settings.cluster().port()))
                .containsExactly(1, 2, 3);
        assertThat(settings.http().host()).isEqualTo("localhost");
    }

    @Test
    void every_variable_stands_for_a_key_that_exists() {
        var defaults = SettingsSources.load(Map.of(), new Properties(), null, Map.of());

        assertThat(SettingsSources.VARIABLES.values()).allMatch(defaults::hasPath);
    }

    @Test
    void a_variable_that_kubernetes_made_up_for_a_service_is_not_meant() {
        variables.put("WEIR_PORT", "tcp://10.0.0.1:8080");

        assertThat(load(null).http().port()).isEqualTo(8080);
    }

    @Test
    void properties_of_others_are_left_alone() {
        properties.setProperty("weird", "1");
        properties.setProperty("java.io.tmpdir.more", "2");
        properties.setProperty("weir.http.port", "8");

        assertThat(load(null).http().port()).isEqualTo(8);
    }

    @Test
    void an_operator_may_set_a_library() throws IOException {
        var config = SettingsSources.load(options, properties, file("pekko.loglevel = DEBUG"), variables);

        assertThat(config.getString("pekko.loglevel")).isEqualTo("DEBUG");
    }

    @Test
    void a_file_that_is_missing_stops_the_start() {
        var missing = folder.resolve("missing.conf");

        assertThatThrownBy(() -> load(missing))
                .isInstanceOf(BadSetting.class)
                .hasMessage("--config: " + missing + " (expected: a file that can be read)");
    }

    @Test
    void a_file_that_is_no_hocon_stops_the_start_in_one_line() throws IOException {
        var file = file("weir { http.port = }\n}}");

        assertThatThrownBy(() -> load(file))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith("settings: ")
                .hasMessageContaining("weir.conf")
                .hasMessageEndingWith("(expected: HOCON that resolves)")
                .hasMessageNotContaining("\n");
    }
}
