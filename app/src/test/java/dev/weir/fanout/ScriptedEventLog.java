package dev.weir.fanout;

import dev.weir.journal.EventLog;
import dev.weir.journal.JournalUnavailable;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Event;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A journal in memory that can fail, answer late, and forget. */
final class ScriptedEventLog implements EventLog {

    private static final long PAGE_DATA_MAX = 1 << 20;

    private final List<Event> stored = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final List<Runnable> heldBack = new ArrayList<>();
    private int failures;
    private boolean holdsBack;

    record Read(long epoch, long afterSeq, int limit) {}

    synchronized void store(List<Event> events) {
        stored.addAll(events);
    }

    /** Retention: events of the epoch before this one are gone. */
    synchronized void pruneBefore(long epoch, long seq) {
        stored.removeIf(event -> event.position().epoch() == epoch && event.seq() < seq);
    }

    synchronized void failNext(int count) {
        failures = count;
    }

    /** Pages are read at once and answered only by {@link #answer}. */
    synchronized void holdBack() {
        holdsBack = true;
    }

    void answer() {
        List<Runnable> answers;
        synchronized (this) {
            holdsBack = false;
            answers = List.copyOf(heldBack);
            heldBack.clear();
        }
        answers.forEach(Runnable::run);
    }

    synchronized List<Read> reads() {
        return List.copyOf(reads);
    }

    @Override
    public synchronized CompletionStage<List<Event>> after(TopicName topic, TopicHead head, long afterSeq, int limit) {
        reads.add(new Read(head.epoch(), afterSeq, limit));
        if (failures > 0) {
            failures--;
            return CompletableFuture.failedFuture(new JournalUnavailable("planted"));
        }
        var page = page(head.epoch(), afterSeq, limit);
        if (!holdsBack) {
            return CompletableFuture.completedFuture(page);
        }
        var future = new CompletableFuture<List<Event>>();
        heldBack.add(() -> future.complete(page));
        return future;
    }

    @Override
    public CompletionStage<Long> lastBefore(TopicName topic, TopicHead head, Instant time) {
        throw new UnsupportedOperationException();
    }

    private List<Event> page(long epoch, long afterSeq, int limit) {
        var page = new ArrayList<Event>();
        long size = 0;
        for (var event : stored) {
            if (event.position().epoch() == epoch && event.seq() > afterSeq) {
                size += event.data().length();
                if (page.size() == limit || (!page.isEmpty() && size > PAGE_DATA_MAX)) {
                    break;
                }
                page.add(event);
            }
        }
        return page;
    }
}
