package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers that are far too slow for what is published, among others that are not. */
@Tag("alone")
@Timeout(240)
class SlowReadersIT {

    private static final int FAST = 95;
    private static final int SLOW = 5;

    /**
     * TCP tells of half a kilobyte at a time here, so several times within the stall time of 5 s; but it makes room for the
     * next piece only when the reader has taken tens of kilobytes.
     */
    private static final int SLOW_BYTES_A_SECOND = 2_048;

    private static final int TURNS_A_SECOND = 20;

    private static final long EVENTS = 1_500;
    private static final int BATCH = 20;
    private static final Duration MOST = Duration.ofSeconds(90);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<PacedReader> readers = new ArrayList<>();

    @AfterEach
    void close() {
        readers.forEach(PacedReader::close);
    }

    private static String data(long seq) {
        return "\"" + seq + ":" + "x".repeat(1_500) + "\"";
    }

    private static WeirProcess weir(Path folder) {
        return WeirProcess.on(
                folder,
                "-Dweir.feed.log-bytes-max=64KiB",
                "-Dweir.connections.buffer=64KiB",
                "-Dweir.connections.stall-timeout=5s",
                "-Dweir.connections.drain-time=0s");
    }

    @Test
    void a_slow_reader_slows_nobody_is_never_ended_for_it_and_loses_nothing(@TempDir Path folder) throws Exception {
        try (var weir = weir(folder)) {
            publish(weir, 1, BATCH);
            var fast = open(weir, FAST, false);
            var slow = open(weir, SLOW, true);
            var trickle = Executors.newSingleThreadScheduledExecutor();
            try {
                var turns = trickle.scheduleAtFixedRate(
                        () -> slow.forEach(reader -> reader.mayRead(SLOW_BYTES_A_SECOND / TURNS_A_SECOND)),
                        0,
                        TimeUnit.SECONDS.toMillis(1) / TURNS_A_SECOND,
                        TimeUnit.MILLISECONDS);
                publish(weir, BATCH + 1, EVENTS);

                assertThat(turns.isDone()).isFalse();
                await().atMost(MOST).until(() -> fast.stream().allMatch(reader -> reader.events() == EVENTS));
                // It takes them longer than the stall time to make room for the next piece, which the log no longer
                // has.
                await().atMost(MOST).until(() -> metric(weir, "sse_lagging_connections") == SLOW);
                assertThat(slow)
                        .allSatisfy(reader -> assertThat(reader.events()).isLessThan(EVENTS / 2));
                assertThat(slow).noneMatch(PacedReader::ended);
            } finally {
                trickle.shutdownNow();
            }

            slow.forEach(PacedReader::letGo);

            await().atMost(MOST).until(() -> slow.stream().allMatch(reader -> reader.events() == EVENTS));
            publish(weir, EVENTS + 1, EVENTS + BATCH);
            await().atMost(MOST).until(() -> readers.stream().allMatch(reader -> reader.events() == EVENTS + BATCH));
            assertThat(readers).allSatisfy(reader -> assertThat(reader.faults()).isEmpty());
            assertThat(metric(weir, "sse_lagging_connections")).isZero();
            assertThat(metric(weir, "sse_stream_ends_total{reason=\"stall\"}")).isZero();
            assertThat(metric(weir, "sse_events_lost_total")).isZero();
        }
    }

    @Test
    void a_reader_that_stops_is_ended_for_stall_and_is_exact_when_it_comes_back(@TempDir Path folder) throws Exception {
        try (var weir = weir(folder)) {
            publish(weir, 1, BATCH);
            var stopped = open(weir, 1, true).get(0);
            stopped.mayRead(20_000);
            publish(weir, BATCH + 1, EVENTS);

            await().atMost(MOST).until(() -> metric(weir, "sse_stream_ends_total{reason=\"stall\"}") == 1);
            assertThat(metric(weir, "sse_active_connections")).isZero();
            stopped.letGo();
            await().atMost(MOST).until(stopped::ended);
            assertThat(stopped.events()).isPositive().isLessThan(EVENTS);

            stopped.comeBack();

            await().atMost(MOST).until(() -> stopped.events() == EVENTS);
            assertThat(stopped.faults()).isEmpty();
        }
    }

    /** From the first event on. */
    private List<PacedReader> open(WeirProcess weir, int count, boolean slow) throws IOException {
        URI stream = weir.uri("/stream?topic=t&from=earliest");
        var opened = new ArrayList<PacedReader>();
        for (int i = 0; i < count; i++) {
            opened.add(
                    slow
                            ? PacedReader.slow(stream, SlowReadersIT::data)
                            : PacedReader.fast(stream, SlowReadersIT::data));
        }
        readers.addAll(opened);
        await().atMost(MOST).until(() -> opened.stream().allMatch(PacedReader::isOpen));
        return opened;
    }

    private void publish(WeirProcess weir, long first, long last) throws IOException, InterruptedException {
        for (long from = first; from <= last; from += BATCH) {
            var lines = LongStream.range(from, Math.min(from + BATCH, last + 1))
                    .mapToObj(SlowReadersIT::data)
                    .collect(Collectors.joining("\n"));
            var request = HttpRequest.newBuilder(weir.uri("/topics/t/events?batch=1"))
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString(lines))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    private static double metric(WeirProcess weir, String name) {
        return weir.get(weir.management("/metrics"))
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }
}
