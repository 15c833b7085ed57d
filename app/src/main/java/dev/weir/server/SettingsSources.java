package dev.weir.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where settings come from, the first that has a key winning: options, properties, file, variables, defaults. */
final class SettingsSources {

    /** The variables that people set most, and the key that each stands for. */
    static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("WEIR_HOST", "weir.http.host"),
            Map.entry("WEIR_PORT", "weir.http.port"),
            Map.entry("WEIR_MANAGEMENT_PORT", "weir.management.port"),
            Map.entry("WEIR_JDBC_URL", "weir.journal.url"),
            Map.entry("WEIR_JDBC_USER", "weir.journal.user"),
            Map.entry("WEIR_JDBC_PASSWORD", "weir.journal.password"),
            Map.entry("WEIR_DATA_DIR", "weir.journal.data-dir"),
            Map.entry("WEIR_CLUSTER_HOST", "weir.cluster.host"),
            Map.entry("WEIR_CLUSTER_PORT", "weir.cluster.port"),
            Map.entry("WEIR_SEEDS", "weir.cluster.seeds"),
            Map.entry("WEIR_ROLES", "weir.cluster.roles"),
            Map.entry("WEIR_AUTH", "weir.auth.mode"),
            Map.entry("WEIR_AUTH_JWKS_URL", "weir.auth.jwks-url"),
            Map.entry("WEIR_AUTH_ISSUER", "weir.auth.issuer"),
            Map.entry("WEIR_AUTH_AUDIENCE", "weir.auth.audience"),
            Map.entry("WEIR_AUTH_ALLOWED_ORIGINS", "weir.auth.allowed-origins"));

    private SettingsSources() {}

    /**
     * All sources as one configuration, resolved.
     *
     * @param options of serve, by key
     * @param properties of the system
     * @param file null when none was named
     * @param variables of the environment
     * @throws BadSetting when the file is missing or is no HOCON
     */
    static Config load(
            Map<String, String> options, Properties properties, @Nullable Path file, Map<String, String> variables) {
        try {
            return ConfigFactory.parseMap(options, "options of serve")
                    .withFallback(properties(properties))
                    .withFallback(file(file))
                    .withFallback(variables(variables))
                    .withFallback(ConfigFactory.parseResources("weir-pekko.conf"))
                    .withFallback(ConfigFactory.defaultReferenceUnresolved())
                    .resolve();
        } catch (ConfigException invalid) {
            throw new BadSetting("settings: " + oneLine(invalid) + " (expected: HOCON that resolves)");
        }
    }

    /** Only those of Weir and of the libraries that read this configuration, so that others cannot collide with a key. */
    private static Config properties(Properties properties) {
        var relevant = properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith("weir.") || name.startsWith("pekko.") || name.startsWith("jdbc-"))
                .collect(Collectors.toMap(name -> name, properties::getProperty));
        var sorted = new Properties();
        sorted.putAll(relevant);
        return ConfigFactory.parseProperties(sorted);
    }

    private static Config file(@Nullable Path file) {
        if (file == null) {
            return ConfigFactory.empty();
        }
        if (!Files.isReadable(file)) {
            throw new BadSetting("--config", file.toString(), "a file that can be read");
        }
        return ConfigFactory.parseFile(
                file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    }

    private static Config variables(Map<String, String> variables) {
        var values = new HashMap<String, String>();
        VARIABLES.forEach((variable, key) -> {
            var value = variables.get(variable);
            if (value != null && !isFromKubernetes(value)) {
                values.put(key, value);
            }
        });
        return ConfigFactory.parseMap(values, "variables");
    }

    /** For a service named weir, Kubernetes gives every pod {@code WEIR_PORT=tcp://10.0.0.1:8080}; nobody meant that. */
    private static boolean isFromKubernetes(String value) {
        return value.startsWith("tcp://");
    }

    private static String oneLine(ConfigException invalid) {
        return String.valueOf(invalid.getMessage()).replaceAll("\\s+", " ");
    }
}
