package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {

    private final Metrics metrics = new Metrics(10_000);

    @AfterEach
    void close() {
        metrics.close();
    }

    private double value(String series) {
        var line = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics.scrape());
        assertThat(line.find()).as("%s is in the text", series).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sse_active_connections",
                "sse_connections_total{outcome=\"accepted\"}",
                "sse_connections_total{outcome=\"refused\"}",
                "sse_reconnections_total",
                "sse_refusals_total{reason=\"overload\"}",
                "sse_refusals_total{reason=\"rate\"}",
                "sse_refusals_total{reason=\"drain\"}",
                "sse_connection_duration_seconds_count",
                "sse_connection_duration_seconds_sum",
                "sse_connection_duration_seconds_bucket{le=\"+Inf\"}",
                "sse_events_published_total",
                "sse_events_sent_total",
                "sse_bytes_sent_total",
                "sse_event_latency_seconds_bucket{le=\"0.001\"}",
                "sse_event_latency_seconds_bucket{le=\"10.0\"}",
                "sse_event_latency_seconds_bucket{le=\"+Inf\"}",
                "sse_event_latency_seconds_count",
                "sse_event_latency_seconds_sum",
                "sse_publish_seconds_count",
                "sse_publish_seconds_bucket{le=\"0.001\"}",
                "sse_commit_batch_events_count",
                "sse_commit_batch_events_bucket{le=\"500.0\"}",
                "sse_gaps_total{cause=\"retention\"}",
                "sse_gaps_total{cause=\"epoch\"}",
                "sse_gaps_total{cause=\"unknown\"}",
                "sse_gaps_total{cause=\"ahead\"}",
                "sse_events_lost_total",
                "sse_catch_up_active",
                "sse_journal_reads_total",
                "sse_journal_failures_total",
                "sse_journal_rows_pruned_total",
                "sse_connections_timed_out_total{listener=\"http\",reason=\"header-timeout\"}",
                "sse_connections_timed_out_total{listener=\"http\",reason=\"keep-alive\"}",
                "sse_connections_timed_out_total{listener=\"management\",reason=\"header-timeout\"}",
                "sse_certificate_loads_total{listener=\"http\",outcome=\"loaded\"}",
                "sse_certificate_loads_total{listener=\"management\",outcome=\"failed\"}",
                "sse_supervision_total{actor=\"topic\",decision=\"restart\"}",
                "sse_supervision_total{actor=\"topic-feed\",decision=\"restart\"}",
                "sse_supervision_total{actor=\"connection\",decision=\"stop\"}"
            })
    void every_series_is_there_from_the_start(String series) {
        assertThat(value(series)).isZero();
    }

    @ParameterizedTest
    @EnumSource(StreamEnd.class)
    void every_end_has_its_series(StreamEnd end) {
        metrics.connectionAccepted(false);
        metrics.connectionEnded(end, Duration.ofSeconds(3));

        assertThat(value("sse_stream_ends_total{reason=\"" + end.reason() + "\"}"))
                .isEqualTo(1);
        assertThat(value("sse_connection_duration_seconds_sum")).isEqualTo(3);
        assertThat(value("sse_active_connections")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process_cpu_usage",
                "process_files_open_files",
                "process_files_max_files",
                "process_uptime_seconds",
                "jvm_memory_used_bytes{",
                "jvm_threads_live_threads",
                "jvm_gc_memory_allocated_bytes_total"
            })
    void tells_of_the_process_and_its_jvm(String series) {
        assertThat(metrics.scrape()).contains("\n" + series);
    }

    @Test
    void kinds_are_what_the_contract_says() {
        assertThat(metrics.scrape())
                .contains("# TYPE sse_active_connections gauge")
                .contains("# TYPE sse_max_connections gauge")
                .contains("# TYPE sse_connections_total counter")
                .contains("# TYPE sse_connection_duration_seconds histogram")
                .contains("# TYPE sse_event_latency_seconds histogram")
                .contains("# TYPE sse_publish_seconds histogram")
                .contains("# TYPE sse_commit_batch_events histogram")
                .contains("# HELP sse_event_latency_seconds From");
    }

    @Test
    void counts_the_life_of_connections() {
        metrics.connectionAccepted(false);
        metrics.connectionAccepted(true);
        metrics.connectionRefused(StreamEnd.OVERLOAD);
        metrics.connectionLeft(Duration.ofMillis(1500));

        assertThat(value("sse_max_connections")).isEqualTo(10_000);
        assertThat(value("sse_active_connections")).isEqualTo(1);
        assertThat(value("sse_connections_total{outcome=\"accepted\"}")).isEqualTo(2);
        assertThat(value("sse_connections_total{outcome=\"refused\"}")).isEqualTo(1);
        assertThat(value("sse_refusals_total{reason=\"overload\"}")).isEqualTo(1);
        assertThat(value("sse_reconnections_total")).isEqualTo(1);
        assertThat(value("sse_connection_duration_seconds_bucket{le=\"10.0\"}")).isEqualTo(1);
    }

    @Test
    void counts_every_event_of_a_write_with_its_latency() {
        metrics.sent(200, 64_000, Duration.ofMillis(2).toNanos());
        metrics.sent(1, 100, Duration.ofMillis(2).toNanos() + 1);
        metrics.sent(1, 100, Duration.ofSeconds(11).toNanos());
        metrics.sent(5, 500);
        metrics.sent(0, 5);

        assertThat(value("sse_events_sent_total")).isEqualTo(207);
        assertThat(value("sse_bytes_sent_total")).isEqualTo(64_705);
        assertThat(value("sse_event_latency_seconds_bucket{le=\"0.001\"}")).isZero();
        assertThat(value("sse_event_latency_seconds_bucket{le=\"0.002\"}")).isEqualTo(200);
        assertThat(value("sse_event_latency_seconds_bucket{le=\"0.005\"}")).isEqualTo(201);
        assertThat(value("sse_event_latency_seconds_bucket{le=\"10.0\"}")).isEqualTo(201);
        assertThat(value("sse_event_latency_seconds_count")).isEqualTo(202);
        assertThat(value("sse_event_latency_seconds_sum")).isBetween(11.4, 11.5);
    }

    @Test
    void counts_publishing_and_the_journal() {
        metrics.publishAnswered(Duration.ofMillis(7));
        metrics.committed(30, Duration.ofMillis(3));
        metrics.journalRead();
        metrics.journalFailed();
        metrics.supervised("topic", "restart");
        metrics.gap("retention", 12);

        assertThat(value("sse_publish_seconds_bucket{le=\"0.01\"}")).isEqualTo(1);
        assertThat(value("sse_events_published_total")).isEqualTo(30);
        assertThat(value("sse_commit_seconds_bucket{le=\"0.005\"}")).isEqualTo(1);
        assertThat(value("sse_commit_batch_events_bucket{le=\"50.0\"}")).isEqualTo(1);
        assertThat(value("sse_journal_reads_total")).isEqualTo(1);
        assertThat(value("sse_journal_failures_total")).isEqualTo(1);
        assertThat(value("sse_supervision_total{actor=\"topic\",decision=\"restart\"}"))
                .isEqualTo(1);
        assertThat(value("sse_gaps_total{cause=\"retention\"}")).isEqualTo(1);
        assertThat(value("sse_events_lost_total")).isEqualTo(12);
    }

    @Test
    void watches_what_others_count() {
        metrics.watch(new NodeReadings(() -> 4096, () -> 8192, () -> 7, () -> true, () -> true, () -> 3, () -> 1));
        metrics.lagging(3);
        metrics.catchUp(1);
        metrics.catchUp(1);
        metrics.catchUp(-1);

        assertThat(value("sse_log_bytes")).isEqualTo(4096);
        assertThat(value("sse_lagging_connections")).isEqualTo(3);
        assertThat(value("sse_catch_up_active")).isEqualTo(1);
    }

    @Test
    void counts_for_each_port_what_happens_at_it() {
        metrics.http().headerTimedOut();
        metrics.http().headerTimedOut();
        metrics.http().keepAliveTimedOut();
        metrics.management().certificateLoaded();
        metrics.management().certificateFailed();
        metrics.management().watchExpiry(() -> 1_800_000_000L);

        assertThat(value("sse_connections_timed_out_total{listener=\"http\",reason=\"header-timeout\"}"))
                .isEqualTo(2);
        assertThat(value("sse_connections_timed_out_total{listener=\"http\",reason=\"keep-alive\"}"))
                .isEqualTo(1);
        assertThat(value("sse_connections_timed_out_total{listener=\"management\",reason=\"keep-alive\"}"))
                .isZero();
        assertThat(value("sse_certificate_loads_total{listener=\"management\",outcome=\"loaded\"}"))
                .isEqualTo(1);
        assertThat(value("sse_certificate_loads_total{listener=\"management\",outcome=\"failed\"}"))
                .isEqualTo(1);
        assertThat(value("sse_certificate_expiry_timestamp_seconds{listener=\"management\"}"))
                .isEqualTo(1_800_000_000);
        assertThat(metrics.scrape()).doesNotContain("sse_certificate_expiry_timestamp_seconds{listener=\"http\"}");
    }

    @Test
    void counts_refusals_of_each_port_by_status() {
        metrics.http().refused(431);
        metrics.http().refused(431);
        metrics.management().refused(403);

        assertThat(value("sse_requests_refused_total{listener=\"http\",status=\"431\"}"))
                .isEqualTo(2);
        assertThat(value("sse_requests_refused_total{listener=\"management\",status=\"403\"}"))
                .isEqualTo(1);
    }
}
