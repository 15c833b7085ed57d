package dev.weir.subscribe;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the lives of a {@link CursorSource} and its {@link Connection}: turns what the source says into messages, and
 * breaks off a source that begins to run, or still runs, when its connection is gone.
 */
final class SourceLink implements StreamListener {

    private final Consumer<Connection.Message> connection;
    private final IntConsumer journalBytes;
    private volatile @Nullable StreamControls controls;
    private volatile boolean cut;

    /** @param journalBytes counts what the journal gave */
    SourceLink(Consumer<Connection.Message> connection, IntConsumer journalBytes) {
        this.connection = connection;
        this.journalBytes = journalBytes;
    }

    @Override
    public void started(StreamControls started) {
        controls = started;
        if (cut) {
            started.abort();
        } else {
            connection.accept(new Connection.SourceStarted(started));
        }
    }

    @Override
    public void joinWanted(TopicName topic, Position position) {
        connection.accept(new Connection.JoinWanted(topic, position));
    }

    @Override
    public void readFromJournal(int bytes) {
        journalBytes.accept(bytes);
    }

    @Override
    public void stopped(Ending ending) {
        connection.accept(new Connection.SourceStopped(ending));
    }

    /** The connection is gone. Each side writes its own field first and then reads the other's, so one of them sees. */
    void cut() {
        cut = true;
        var running = controls;
        if (running != null) {
            running.abort();
        }
    }
}
