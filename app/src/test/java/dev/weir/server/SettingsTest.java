package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.weir.access.Origins;
import dev.weir.access.TokenSettings;
import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.LimitSettings;
import dev.weir.admission.Overflow;
import dev.weir.topic.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Config DEFAULTS = ConfigFactory.defaultReference();

    private static Settings with(String key, String value) {
        return Settings.load(
                ConfigFactory.parseMap(Map.of("weir." + key, value)).withFallback(DEFAULTS));
    }

    @Test
    void every_default_is_what_is_documented() {
        var settings = Settings.load(DEFAULTS);

        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().tls()).isNull();
        assertThat(settings.http().headerTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.http().keepAlive()).isEqualTo(Duration.ofSeconds(75));
        assertThat(settings.management()).isEqualTo(new Settings.Management("127.0.0.1", 8081, null));
        assertThat(settings.journal()).isEqualTo(new Settings.Journal("", "", "", Path.of("weir-data")));
        assertThat(settings.cluster()).isEqualTo(new Settings.Cluster("127.0.0.1", 0, List.of(), Set.of("core")));
        assertThat(settings.auth())
                .isEqualTo(new Settings.Auth(
                        "none",
                        false,
                        List.of(),
                        null,
                        new TokenSettings("", "", true, "weir"),
                        Duration.ofMinutes(10),
                        Origins.NONE));
        assertThat(settings.limits()).isEqualTo(new LimitSettings(10_000, 200, 50, 10_000, 1L << 30));
        assertThat(settings.connections())
                .isEqualTo(new Settings.Connections(
                        new AdmissionSettings(
                                10_000,
                                Overflow.REJECT,
                                1_000,
                                1_000,
                                0,
                                1_000,
                                200,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30)),
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(60),
                        256 * 1024,
                        Duration.ofSeconds(20),
                        64));
        assertThat(settings.topics())
                .isEqualTo(new Settings.Topics(
                        256 * 1024,
                        8 * 1024 * 1024,
                        true,
                        10_000,
                        new Retention(1_000_000, Duration.ofDays(7)),
                        10_000,
                        16 * 1024 * 1024));
        assertThat(settings.feed())
                .isEqualTo(
                        new Settings.Feed(4 * 1024 * 1024, Runtime.getRuntime().maxMemory() / 4));
    }

    @Test
    void there_is_no_key_but_these() {
        var keys = DEFAULTS.getConfig("weir").entrySet().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(keys)
                .containsExactly(
                        "auth.allowed-origins",
                        "auth.audience",
                        "auth.cookie",
                        "auth.insecure-public",
                        "auth.issuer",
                        "auth.jwks-url",
                        "auth.keys",
                        "auth.mode",
                        "auth.require-exp",
                        "auth.ticket-life",
                        "cluster.host",
                        "cluster.port",
                        "cluster.roles",
                        "cluster.seeds",
                        "connections.admission-rate",
                        "connections.buffer",
                        "connections.catch-up-max",
                        "connections.drain-time",
                        "connections.heartbeat",
                        "connections.heartbeat-min",
                        "connections.idle-timeout",
                        "connections.lifetime",
                        "connections.max",
                        "connections.overflow",
                        "connections.per-address",
                        "connections.per-subject",
                        "connections.per-topic",
                        "connections.retry-max",
                        "connections.retry-min",
                        "connections.stall-timeout",
                        "connections.topics-max",
                        "feed.log-bytes-max",
                        "feed.memory-max",
                        "http.header-timeout",
                        "http.host",
                        "http.keep-alive",
                        "http.port",
                        "http.tls.certificate",
                        "http.tls.key",
                        "http.trusted-proxies",
                        "journal.data-dir",
                        "journal.password",
                        "journal.url",
                        "journal.user",
                        "limits.catch-up-bytes",
                        "limits.connect-rate",
                        "limits.new-topics",
                        "limits.poll-rate",
                        "limits.publish-rate",
                        "management.host",
                        "management.port",
                        "management.tls.certificate",
                        "management.tls.key",
                        "topics.batch-bytes-max",
                        "topics.create",
                        "topics.event-bytes-max",
                        "topics.idempotency-window",
                        "topics.keys-max",
                        "topics.retention-age",
                        "topics.retention-events",
                        "topics.state-bytes-max");
    }

    @ParameterizedTest
    @CsvSource({
        "http.port, 0",
        "http.port, 65535",
        "management.port, 0",
        "management.port, 65535",
        "cluster.port, 0",
        "cluster.port, 65535",
        "connections.max, 1",
        "connections.max, 1000000",
        "connections.heartbeat, 1s",
        "connections.heartbeat, 60s",
        "connections.idle-timeout, 1s",
        "connections.idle-timeout, 24h",
        "connections.stall-timeout, 1s",
        "connections.stall-timeout, 24h",
        "connections.lifetime, 1s",
        "connections.lifetime, 24h",
        "connections.buffer, 64 KiB",
        "connections.buffer, 1 MiB",
        "connections.retry-min, 100ms",
        "connections.retry-min, 30s",
        "connections.retry-max, 1s",
        "connections.retry-max, 10m",
        "connections.drain-time, 0s",
        "connections.drain-time, 10m",
        "topics.event-bytes-max, 1",
        "topics.event-bytes-max, 8 MiB",
        "topics.batch-bytes-max, 256 KiB",
        "topics.batch-bytes-max, 64 MiB",
        "topics.create, false",
        "topics.idempotency-window, 0",
        "topics.idempotency-window, 1000000",
        "topics.retention-events, 1",
        "topics.retention-events, 1000000000000",
        "topics.retention-events, forever",
        "topics.retention-age, 1s",
        "topics.retention-age, 3650d",
        "topics.retention-age, forever",
        "topics.keys-max, 1",
        "topics.keys-max, 1000000",
        "topics.state-bytes-max, 1",
        "topics.state-bytes-max, 256 MiB",
        "feed.log-bytes-max, 64 KiB",
        "feed.log-bytes-max, 100 GiB",
        "feed.memory-max, 1 MiB",
        "journal.url, jdbc:postgresql://db/weir",
        "auth.mode, none"
    })
    void takes_what_lies_on_a_bound(String key, String value) {
        assertThatCode(() -> with(key, value)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http.port | -1 | 0 to 65535",
                "http.port | 65536 | 0 to 65535",
                "http.port | http | 0 to 65535",
                "management.port | 65536 | 0 to 65535",
                "cluster.port | -1 | 0 to 65535",
                "connections.max | 0 | 1 to 1000000",
                "connections.max | 1000001 | 1 to 1000000",
                "connections.heartbeat | 999ms | 1s to 60s",
                "connections.heartbeat | 61s | 1s to 60s",
                "connections.heartbeat | often | 1s to 60s",
                "connections.idle-timeout | 0s | 1s to 24h",
                "connections.idle-timeout | 25h | 1s to 24h",
                "connections.stall-timeout | 0s | 1s to 24h",
                "connections.stall-timeout | 25h | 1s to 24h",
                "connections.lifetime | 0s | 1s to 24h",
                "connections.lifetime | 25h | 1s to 24h",
                "connections.buffer | 12 | 64 KiB to 1 MiB",
                "connections.buffer | 65535 | 64 KiB to 1 MiB",
                "connections.buffer | 1048577 | 64 KiB to 1 MiB",
                "connections.retry-min | 99ms | 100ms to 10m",
                "connections.retry-min | 31s | at most connections.retry-max, which is 30s",
                "connections.retry-max | 601s | 100ms to 10m",
                "connections.drain-time | -1s | 0s to 10m",
                "connections.drain-time | 601s | 0s to 10m",
                "topics.event-bytes-max | 0 | 1 B to 16 MiB",
                "topics.event-bytes-max | 17 MiB | 1 B to 16 MiB",
                "topics.event-bytes-max | 9 MiB | at most topics.batch-bytes-max, which is 8 MiB",
                "topics.batch-bytes-max | 0 | 1 B to 64 MiB",
                "topics.batch-bytes-max | 67108865 | 1 B to 64 MiB",
                "topics.create | perhaps | true or false",
                "topics.idempotency-window | -1 | 0 to 1000000",
                "topics.idempotency-window | 1000001 | 0 to 1000000",
                "topics.retention-events | 0 | 1 or more, or forever",
                "topics.retention-events | all | 1 or more, or forever",
                "topics.retention-age | 0s | whole seconds, 1s or more, or forever",
                "topics.retention-age | 1500ms | whole seconds, 1s or more, or forever",
                "topics.keys-max | 0 | 1 to 1000000",
                "topics.state-bytes-max | 0 | 1 B to 256 MiB",
                "topics.state-bytes-max | 257 MiB | 1 B to 256 MiB",
                "feed.log-bytes-max | 65535 | from 64 KiB",
                "feed.memory-max | 1048575 | from 1 MiB",
                "auth.mode | cookie | none or jwt",
                "auth.insecure-public | maybe | true or false"
            })
    void refuses_what_lies_beyond_a_bound_with_key_value_and_expectation(String key, String value, String expected) {
        assertThatThrownBy(() -> with(key, value))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir." + key + ": " + value + " (expected: " + expected + ")");
    }

    @Test
    void refuses_a_section_where_a_value_belongs() {
        assertThatThrownBy(() -> Settings.load(ConfigFactory.parseString("weir.http.port { number = 1 }")
                        .withFallback(DEFAULTS)))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir.http.port: {\"number\":1} (expected: 0 to 65535)");
    }

    @ParameterizedTest
    @CsvSource({
        "http.prot, weir.http.port",
        "connections.maximum, weir.connections.max",
        "connection.heartbeat, weir.connections.heartbeat",
        "topic.create, weir.topics.create"
    })
    void refuses_an_unknown_key_and_names_the_nearest(String key, String nearest) {
        assertThatThrownBy(() -> with(key, "1"))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith("weir." + key + ": 1 (expected: a known key")
                .hasMessageContaining(nearest);
    }

    @Test
    void names_no_other_key_when_none_is_near() {
        assertThatThrownBy(() -> with("colour", "red")).hasMessage("weir.colour: red (expected: a known key)");
    }

    @Test
    void never_shows_a_password() {
        assertThatThrownBy(() -> with("journal.passwort", "hunter2")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> with("journal.url", "postgres://weir:hunter2@db"))
                .hasMessageNotContaining("hunter2");
        assertThat(with("journal.password", "hunter2").toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({"http.host", "management.host"})
    void lets_nobody_in_from_outside_unless_told_to(String key) {
        assertThatThrownBy(() -> with(key, "0.0.0.0"))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir." + key + ": 0.0.0.0 (expected: a loopback address while weir.auth.mode is none,"
                        + " or weir.auth.insecure-public = true)");

        var told = Settings.load(
                ConfigFactory.parseMap(Map.of("weir." + key, "0.0.0.0", "weir.auth.insecure-public", true))
                        .withFallback(DEFAULTS));

        assertThat(told.insecure()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"localhost", "127.0.0.2", "::1"})
    void knows_loopback_by_all_its_names(String host) {
        assertThat(with("http.host", host).insecure()).isFalse();
    }
}
