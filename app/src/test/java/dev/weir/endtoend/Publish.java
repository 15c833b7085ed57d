package dev.weir.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Publishing as a one-line client would. */
final class Publish {

    private static final HttpClient http = HttpClient.newHttpClient();

    private Publish() {}

    /** One text event; returns the answer's body. */
    static String text(WeirProcess weir, String topic, String data) {
        try {
            var request = HttpRequest.newBuilder(weir.uri("/topics/" + topic + "/events"))
                    .header("Content-Type", "text/plain")
                    .POST(BodyPublishers.ofString(data))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
