package dev.weir.operate;

import dev.weir.http.Problems;
import dev.weir.json.Json;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.FrameEncoder;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * {@code GET /api/overview/stream}: the node's samples as a stream of Weir's own frames, from the oldest that is remembered or
 * from {@code Last-Event-ID} on. No viewer has a queue: each looks, as often as it can take something, for what is new.
 */
final class SampleStream {

    private static final int VIEWERS_MAX = 100;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final long RETRY_MILLIS = 2_000;

    private final Sampler sampler;

    /** Numbers begin again when the node does, so that ids of another life are not taken for this one's. */
    private final long epoch;

    private final AtomicInteger viewers = new AtomicInteger();

    SampleStream(Sampler sampler, long epoch) {
        this.sampler = sampler;
        this.epoch = epoch;
    }

    CompletionStage<HttpResponse> open(Call call) {
        if (viewers.incrementAndGet() > VIEWERS_MAX) {
            viewers.decrementAndGet();
            return CompletableFuture.completedFuture(Problems.of(
                    Refusal.NODE_BUSY, "viewers: as many as can be (expected: fewer than " + VIEWERS_MAX + ")"));
        }
        var reached = new AtomicLong(lastSeen(call.request()));
        var frames = Source.tick(Duration.ZERO, LOOK_EVERY, reached)
                .map(this::news)
                .filter(bytes -> !bytes.isEmpty())
                .prepend(Source.single(opening()))
                .watchTermination((unused, done) -> done.whenComplete((end, failure) -> viewers.decrementAndGet()));
        return CompletableFuture.completedFuture(HttpResponse.create()
                .withEntity(HttpEntities.create(MediaTypes.TEXT_EVENT_STREAM.toContentType(), frames))
                .addHeader(RawHeader.create("Cache-Control", "no-store, no-transform"))
                .addHeader(RawHeader.create("X-Accel-Buffering", "no")));
    }

    private long lastSeen(HttpRequest request) {
        var seen = request.getHeader("Last-Event-ID")
                .map(header -> Position.parse(header.value()))
                .orElse(null);
        return seen == null || seen.epoch() != epoch ? 0 : seen.seq();
    }

    private static ByteString opening() {
        var out = new FrameBuffer();
        FrameEncoder.retry(out, RETRY_MILLIS);
        FrameEncoder.block(out, "stream-open", Json.object(json -> {}), null);
        return ByteString.fromArray(out.toByteArray());
    }

    /** Only the stream itself moves its place on. */
    private ByteString news(AtomicLong reached) {
        var out = new FrameBuffer();
        for (var one : sampler.after(reached.get())) {
            var position = new Position(epoch, one.number());
            var data = Json.object(json -> one.sample().write(json));
            FrameEncoder.event(
                    out,
                    new Event(position, one.sample().time(), Content.JSON, data, "sample", null),
                    position.toString());
            reached.set(one.number());
        }
        return ByteString.fromArray(out.toByteArray());
    }
}
