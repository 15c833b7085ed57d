package dev.weir.fanout;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.weir.journal.EventLog;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a reader takes that is behind its log: pages of the journal, rendered. Equal pages are read and rendered once
 * when they are asked for at once or within a moment, so that a crowd that comes back from the same outage costs what
 * one of them does.
 *
 * <p>What is under way is bounded by the journal's own line of waiting reads, what is kept by bytes and time.
 */
public final class CatchUpPages {

    static final int EVENTS_MAX = 500;
    static final int BYTES_MAX = 256 * 1024;

    private static final long KEPT_BYTES_MAX = 8L << 20;
    private static final Duration KEPT_FOR = Duration.ofSeconds(1);

    /** What a page costs beside its bytes. */
    private static final int PAGE_OVERHEAD = 256;

    private static final Page NO_PAGE = new Page(ByteString.emptyByteString(), 0, 0);

    /**
     * Consecutive events as a stream of this topic alone has them.
     *
     * @param bytes whole frames
     * @param lastSeq of the last event in it; where the page was asked from when there is none
     * @param events how many; 0 when nothing followed as the page was read
     */
    public record Page(ByteString bytes, long lastSeq, int events) {}

    /**
     * What a read came to: a page, or why there is none. The cache would log a load that fails, with its stack, by a logger of its
     * own; who asked knows what to do.
     */
    private record Loaded(Page page, @Nullable Throwable failure) {}

    private record Place(TopicName topic, long epoch, long afterSeq, FrameForm form) {}

    private final EventLog events;
    private final AsyncCache<Place, Loaded> pages;

    public CatchUpPages(EventLog events) {
        this(events, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public CatchUpPages(EventLog events, LongSupplier nanoTime) {
        this.events = events;
        this.pages = Caffeine.newBuilder()
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .maximumWeight(KEPT_BYTES_MAX)
                .weigher((Place place, Loaded loaded) -> loaded.page.bytes.size() + PAGE_OVERHEAD)
                .expireAfter(Expiry.creating(
                        (Place place, Loaded loaded) -> loaded.page.events == 0 ? Duration.ZERO : KEPT_FOR))
                .buildAsync();
    }

    /**
     * Events of the head's epoch above {@code afterSeq}: at most 500, and about 256 KiB of frames, but at least one if
     * there is one. Like {@link EventLog#after} it may hold events newer than the head, and may have been read a moment
     * before this call.
     *
     * <p>Fails with {@link dev.weir.journal.JournalUnavailable} when PostgreSQL does not answer.
     */
    public CompletionStage<Page> after(TopicName topic, TopicHead head, long afterSeq, FrameForm form) {
        return pages.get(
                        new Place(topic, head.epoch(), afterSeq, form),
                        (place, executor) -> events.after(topic, head, afterSeq, EVENTS_MAX)
                                .handle((found, failure) -> found == null
                                        ? new Loaded(NO_PAGE, failure)
                                        : new Loaded(render(place, found), null))
                                .toCompletableFuture())
                .thenCompose(loaded -> loaded.failure == null
                        ? CompletableFuture.completedStage(loaded.page)
                        : CompletableFuture.failedStage(loaded.failure));
    }

    private static Page render(Place place, List<Event> events) {
        var frames = new FrameBuffer();
        int count = 0;
        long lastSeq = place.afterSeq;
        for (var event : events) {
            place.form.render(frames, place.topic, event);
            count++;
            lastSeq = event.seq();
            if (frames.length() >= BYTES_MAX) {
                break;
            }
        }
        return new Page(ByteString.fromArrayUnsafe(frames.toByteArray()), lastSeq, count);
    }
}
