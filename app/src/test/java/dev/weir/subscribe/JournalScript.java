package dev.weir.subscribe;

import dev.weir.journal.EventLog;
import dev.weir.journal.JournalUnavailable;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.FrameEncoder;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A journal in memory that answers from other threads, fails as often as it is told, and counts what it is asked. */
final class JournalScript implements EventLog {

    static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    final AtomicInteger reads = new AtomicInteger();
    private final ConcurrentSkipListMap<Long, Event> events = new ConcurrentSkipListMap<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final int pageEvents;

    JournalScript(int pageEvents) {
        this.pageEvents = pageEvents;
    }

    /** Stores an event and returns its frame. */
    byte[] store(long epoch, long seq, String data) {
        return store(event(epoch, seq, data));
    }

    byte[] store(Event event) {
        events.put(event.seq(), event);
        return frame(event);
    }

    void prune(long seq) {
        events.remove(seq);
    }

    void fail(int times) {
        failures.set(times);
    }

    static byte[] frame(Event event) {
        var buffer = new FrameBuffer();
        FrameEncoder.event(buffer, event, event.position().toString());
        return buffer.toByteArray();
    }

    static Event event(long epoch, long seq, String data) {
        return event(epoch, seq, data, null);
    }

    static Event event(long epoch, long seq, String data, @Nullable String type) {
        return new Event(new Position(epoch, seq), TIME.plusSeconds(seq), Content.TEXT, data, type, null);
    }

    @Override
    public CompletionStage<List<Event>> after(TopicName topic, TopicHead head, long afterSeq, int limit) {
        reads.incrementAndGet();
        return CompletableFuture.supplyAsync(() -> {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new JournalUnavailable("scripted");
            }
            return events.tailMap(afterSeq, false).values().stream()
                    .limit(Math.min(limit, pageEvents))
                    .toList();
        });
    }

    @Override
    public CompletionStage<Long> lastBefore(TopicName topic, TopicHead head, Instant time) {
        return CompletableFuture.supplyAsync(() -> events.values().stream()
                .filter(event -> event.time().isBefore(time))
                .mapToLong(Event::seq)
                .max()
                .orElse(head.earliest() - 1));
    }
}
