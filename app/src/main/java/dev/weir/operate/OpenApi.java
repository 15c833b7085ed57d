package dev.weir.operate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code GET /api/openapi.json}: the description of all this, which a test holds against real answers. */
final class OpenApi {

    private static final String TEXT = read();

    private OpenApi() {}

    static CompletionStage<HttpResponse> answer() {
        return CompletableFuture.completedFuture(Answers.json(200, TEXT));
    }

    private static String read() {
        try (var in = OpenApi.class.getResourceAsStream("openapi.json")) {
            return new String(Objects.requireNonNull(in, "openapi.json").readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
