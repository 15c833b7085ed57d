package dev.weir.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be measured. */
enum Scenario {
    PUBLISH("durable publishes over HTTP: rate, latency, CPU"),
    FANOUT("many streams: deliveries, CPU, latency to receipt"),
    SPARSE("very many streams, few events: does it keep up"),
    IDLE("very many streams, no events: memory of each"),
    CONNECT("opening streams, 256 at a time: rate, CPU"),
    CATCH_UP("streams that begin in the past: time to get it all"),
    SLOW_READERS("some read a trickle: latency of others, memory"),
    RESUME_STORM("kill -9 under load: time until all are back"),
    CEILING("what the bench's clients can take: no real server");

    private final String summary;

    Scenario(String summary) {
        this.summary = summary;
    }

    String summary() {
        return summary;
    }

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String words() {
        return Arrays.stream(values()).map(Scenario::word).collect(Collectors.joining(", "));
    }

    /** @throws BenchStop when there is none of that name */
    static Scenario of(String word) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> BenchStop.usage("scenario: " + word + " (expected: one of " + Scenario.words() + ")"));
    }

    /** Whether events are published and read, so that latency and loss can be told. */
    boolean hasReaders() {
        return this != PUBLISH;
    }
}
