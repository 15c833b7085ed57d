package dev.weir.subscribe;

import dev.weir.admission.CatchUpTurns;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.LogMemory;
import dev.weir.fanout.TopicLog;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** A running {@link CursorSource} over a real log and a scripted journal, pulled by hand. */
final class StreamFixture implements StreamListener {

    static final TopicName TOPIC = new TopicName("trades");

    final JournalScript journal;
    final BlockingQueue<Position> joinsWanted = new LinkedBlockingQueue<>();
    final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    final RecordingObserver observer = new RecordingObserver();
    ConnectionProgress progress = new ConnectionProgress(Cursor.of(TOPIC, new Position(1, 0)), System::nanoTime);
    TopicLog log;
    private final BlockingQueue<StreamControls> started = new LinkedBlockingQueue<>();
    private @Nullable StreamControls controls;
    private @Nullable SinkQueueWithCancel<ByteString> queue;
    private long last;

    StreamFixture(int pageEvents, long logBytesMax) {
        journal = new JournalScript(pageEvents);
        log = newLog(new Position(1, 0), logBytesMax);
    }

    static TopicLog newLog(Position start, long bytesMax) {
        return new TopicLog(TOPIC, start, bytesMax, new LogMemory(1L << 30));
    }

    /** As the topic does it: first the commit, then the log. */
    void publish(String data) {
        long seq = log.last() + 1;
        var frame = journal.store(log.epoch(), seq, data);
        log.append(frame, frame.length, JournalScript.TIME.toEpochMilli());
        log.wake();
        last = seq;
    }

    TopicHead head() {
        return new TopicHead(1, 0, 1, last, false);
    }

    StreamFixture run(ActorSystem<?> system, String opening, long afterSeq) {
        return run(system, opening, afterSeq, false);
    }

    StreamFixture run(ActorSystem<?> system, String opening, long afterSeq, boolean heartbeatEvents) {
        progress = new ConnectionProgress(Cursor.of(TOPIC, new Position(1, afterSeq)), System::nanoTime);
        var parts = new CursorSource.Parts(
                new StreamForm.Sse(false, heartbeatEvents),
                false,
                new CatchUpPages(journal),
                new CatchUpTurns(1),
                observer,
                progress,
                this,
                Clock.systemUTC());
        var source = new CursorSource(
                parts,
                OutgoingBytes.of(ByteString.fromString(opening)),
                List.of(new StreamPlan(TOPIC, log, head(), afterSeq)));
        queue = Source.fromGraph(source)
                .runWith(Sink.<ByteString>queue().addAttributes(Attributes.inputBuffer(1, 1)), system);
        return this;
    }

    StreamControls controls() throws InterruptedException {
        var known = controls;
        if (known == null) {
            known = Objects.requireNonNull(started.poll(5, TimeUnit.SECONDS), "not started");
            controls = known;
        }
        return known;
    }

    private SinkQueueWithCancel<ByteString> running() {
        return Objects.requireNonNull(queue, "not run");
    }

    /** The next element; null at the end. */
    @Nullable String next() throws Exception {
        var element = running().pull().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return element.map(bytes -> bytes.decodeString(StandardCharsets.UTF_8)).orElse(null);
    }

    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            while (running()
                    .pull()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS)
                    .isPresent()) {}
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause());
        }
        throw new AssertionError("completed (expected: failed)");
    }

    /** Nothing comes until the returned pull is answered by something that is done later. */
    CompletableFuture<Optional<ByteString>> pull() {
        return running().pull().toCompletableFuture();
    }

    void cancel() {
        running().cancel();
    }

    @Nullable Ending ending() throws InterruptedException {
        return endings.poll(5, TimeUnit.SECONDS);
    }

    @Override
    public void started(StreamControls running) {
        started.add(running);
    }

    @Override
    public void joinWanted(TopicName topic, Position position) {
        joinsWanted.add(position);
    }

    @Override
    public void readFromJournal(int bytes) {}

    @Override
    public void stopped(Ending ending) {
        endings.add(ending);
    }
}
