package dev.weir.http;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;

/** Takes a request's body off the wire: whole and bounded, or dropped. */
public final class BodyReader {

    private final Duration timeout;
    private final Materializer materializer;

    public BodyReader(Duration timeout, Materializer materializer) {
        this.timeout = timeout;
        this.materializer = materializer;
    }

    /**
     * @param tooLarge the refusal when there are more than {@code bytesMax}
     * @return fails with {@link InvalidText}: too large, not in time, or broken off
     */
    public CompletionStage<byte[]> read(HttpRequest request, int bytesMax, Refusal tooLarge) {
        var entity = request.entity();
        long length = entity.getContentLengthOption().orElse(0);
        if (length > bytesMax) {
            var refused = tooLarge(tooLarge, length + " bytes", bytesMax);
            return drop(request).thenCompose(dropped -> CompletableFuture.failedFuture(refused));
        }
        if (entity instanceof HttpEntity.Strict strict) {
            return CompletableFuture.completedFuture(strict.getData().toArray());
        }
        var body = new Body(bytesMax);
        return entity.withoutSizeLimit()
                .getDataBytes()
                .completionTimeout(timeout)
                .runWith(Sink.foreach(body::add), materializer)
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw new CompletionException(broken(failure));
                    }
                    if (body.isTooLarge()) {
                        throw new CompletionException(tooLarge(tooLarge, "more than " + bytesMax + " bytes", bytesMax));
                    }
                    return body.bytes();
                });
    }

    /** @return when a body that is not wanted is out of the way; never fails */
    public CompletionStage<Done> drop(HttpRequest request) {
        return UnreadBody.drop(request, timeout, materializer);
    }

    private InvalidText broken(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof InvalidText invalid) {
            return invalid;
        }
        if (cause instanceof TimeoutException) {
            return new InvalidText(
                    Refusal.REQUEST_TIMEOUT, "body: not complete (expected: within " + timeout.toSeconds() + " s)");
        }
        return new InvalidText(Refusal.BAD_DATA, "body: broken off (expected: all of it, as HTTP/1.1 frames it)");
    }

    private static InvalidText tooLarge(Refusal refusal, String size, int bytesMax) {
        return new InvalidText(refusal, "body: " + size + " (expected: at most " + bytesMax + " bytes)");
    }

    /** A body that arrives; used by one stream. */
    private static final class Body {

        private final int bytesMax;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private long seen;

        Body(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        void add(ByteString part) {
            seen += part.size();
            if (!isTooLarge()) {
                kept.writeBytes(part.toArrayUnsafe());
            } else if (seen > bytesMax + UnreadBody.BYTES_MAX) {
                throw new InvalidText(
                        Refusal.BATCH_TOO_LARGE, "body: without end (expected: at most " + bytesMax + " bytes)");
            } else {
                kept.reset();
            }
        }

        boolean isTooLarge() {
            return seen > bytesMax;
        }

        byte[] bytes() {
            return kept.toByteArray();
        }
    }
}
