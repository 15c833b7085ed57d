package dev.weir.client;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a short answer. A longer one is cut off, and one that breaks off counts as far as it came: it is
 * for messages, and the status has said the rest.
 */
final class BoundedBody implements BodySubscriber<String> {

    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final int bytesMax;
    private byte[] bytes = new byte[0];
    private Flow.@Nullable Subscription subscription;

    BoundedBody(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public CompletionStage<String> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription upstream) {
        subscription = upstream;
        upstream.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            int count = Math.min(buffer.remaining(), bytesMax - bytes.length);
            int before = bytes.length;
            bytes = Arrays.copyOf(bytes, before + count);
            buffer.get(bytes, before, count);
        }
        if (subscription == null) {
            return;
        }
        if (bytes.length < bytesMax) {
            subscription.request(1);
        } else {
            subscription.cancel();
            body.complete(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void onError(Throwable error) {
        body.complete(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void onComplete() {
        body.complete(new String(bytes, StandardCharsets.UTF_8));
    }
}
