package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts and dashboard, held against the programs and the node that they are for. */
class MonitoringIT {

    private static final Path DOCKER = Path.of("..", "docker");
    private static final Pattern METRIC = Pattern.compile("\\b(?:sse|process|jvm)_[a-z0-9_]+");

    @Test
    void every_metric_of_the_alerts_and_the_dashboard_is_in_a_real_scrape(@TempDir Path folder) throws IOException {
        var named = new TreeSet<String>();
        named.addAll(metrics(Files.readString(DOCKER.resolve("prometheus/alerts.yml"))));
        named.addAll(metrics(Files.readString(DOCKER.resolve("grafana/weir.json"))));
        named.remove("sse_alerts");
        try (var weir = WeirProcess.on(folder)) {
            var scraped = metrics(weir.get(weir.management("/metrics")));

            assertThat(named).hasSizeGreaterThan(25);
            assertThat(scraped).containsAll(named);
        }
    }

    @Test
    void each_alert_fires_and_stays_silent_when_it_should() throws Exception {
        Programs.need("promtool", "--version");
        var rules = Files.readString(DOCKER.resolve("prometheus/alerts.yml"));
        var tests = Files.readString(DOCKER.resolve("prometheus/alerts.test.yml"));
        Pattern.compile("- alert: (\\w+)")
                .matcher(rules)
                .results()
                .map(found -> found.group(1))
                .forEach(alert ->
                        assertThat(tests).contains("name: " + alert + " fires", "name: " + alert + " stays silent"));

        var promtool = new ProcessBuilder("promtool", "test", "rules", "alerts.test.yml")
                .directory(DOCKER.resolve("prometheus").toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(said).isZero();
    }

    private static Set<String> metrics(String text) {
        var names = new TreeSet<String>();
        METRIC.matcher(text).results().forEach(found -> names.add(found.group()));
        return names;
    }
}
