package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Single requests beside the measurement. */
final class Probe {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_MAX)
            .build();

    private Probe() {}

    /** The body of the answer, whatever its status; empty when there is none. */
    static String get(URI uri) {
        var request = HttpRequest.newBuilder(uri).timeout(ANSWER_MAX).build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException unreachable) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw BenchStop.interrupted();
        }
    }
}
