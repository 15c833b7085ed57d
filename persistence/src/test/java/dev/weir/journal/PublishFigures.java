package dev.weir.journal;

import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.Schema;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Durable publishes a second on one topic with 256 in flight inside the JVM, beside plain JDBC on one connection that
 * writes the same rows into the same table: one commit each, and batches of 500. A program, not a test; how it is run and
 * what it printed is in {@code docs/PERFORMANCE.md}.
 */
public final class PublishFigures {

    private static final int IN_FLIGHT = 256;
    private static final int BATCH = 500;
    private static final String DATA = "{\"px\":" + "1".repeat(190) + "}";

    private static final String INSERT = """
            insert into event_journal
            (persistence_id, sequence_number, writer, write_timestamp, adapter_manifest,
             event_ser_id, event_ser_manifest, event_payload)
            values (?, ?, '3f1c4f0e-5a0d-4c59-9a52-0a3a5ed8b9f1', 0, '', ?, ?, ?)
            """;

    private final DatabaseSettings database;
    private final long nanosEach;
    private int names;

    private PublishFigures(DatabaseSettings database, long nanosEach) {
        this.database = database;
        this.nanosEach = nanosEach;
    }

    /** @param arguments rounds, and seconds for each measurement */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        var folder = Files.createTempDirectory(Path.of("target"), "figures-");
        try (var server = EmbeddedPostgres.start(folder.toAbsolutePath())) {
            Schema.migrate(server.settings());
            var figures = new PublishFigures(server.settings(), TimeUnit.SECONDS.toNanos(seconds));
            var system = ActorSystem.create(Behaviors.empty(), "figures", JournalKit.config(server.settings()));
            figures.throughTopic(system);
            System.out.println("round | topic, 256 in flight | JDBC, one commit each | JDBC, batches of 500 | ratio");
            for (int round = 1; round <= rounds; round++) {
                double topic = figures.throughTopic(system);
                double single = figures.throughJdbc(1);
                double batches = figures.throughJdbc(BATCH);
                System.out.printf(
                        "%d | %,.0f | %,.0f | %,.0f | %.2f%n", round, topic, single, batches, topic / batches);
            }
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }

    /** Acknowledged publishes a second. */
    private double throughTopic(ActorSystem<?> system) throws InterruptedException {
        var name = "figures-" + ++names;
        var topic = system.systemActorOf(
                TopicEntity.create(
                        new TopicName(name),
                        TopicSettings.DEFAULT,
                        Clock.systemUTC(),
                        TopicRows.NONE,
                        JournalObserver.NONE),
                name,
                Props.empty());
        var acknowledged = new AtomicLong();
        var stopped = new CountDownLatch(IN_FLIGHT);
        long begin = System.nanoTime();
        for (int i = 0; i < IN_FLIGHT; i++) {
            system.systemActorOf(
                    publisher(topic, begin + nanosEach, acknowledged, stopped), name + "-" + i, Props.empty());
        }
        stopped.await();
        return perSecond(acknowledged.get(), begin);
    }

    private static Behavior<PublishReply> publisher(
            ActorRef<TopicCommand> topic, long end, AtomicLong acknowledged, CountDownLatch stopped) {
        return Behaviors.setup(context -> {
            publish(topic, context.getSelf());
            return Behaviors.receiveMessage(reply -> {
                if (reply instanceof Published) {
                    acknowledged.incrementAndGet();
                }
                if (System.nanoTime() > end) {
                    stopped.countDown();
                    return Behaviors.stopped();
                }
                publish(topic, context.getSelf());
                return Behaviors.same();
            });
        });
    }

    private static void publish(ActorRef<TopicCommand> topic, ActorRef<PublishReply> replyTo) {
        var now = Instant.now();
        topic.tell(new TopicCommand.Publish(
                List.of(Draft.of(Content.JSON, DATA)), null, true, now, now.plusSeconds(10), replyTo));
    }

    /** Committed rows a second. */
    private double throughJdbc(int rowsPerCommit) throws SQLException {
        var id = "jdbc|figures " + ++names;
        try (var connection = database.connect();
                var insert = connection.prepareStatement(INSERT)) {
            connection.setAutoCommit(false);
            long row = 0;
            long begin = System.nanoTime();
            while (System.nanoTime() < begin + nanosEach) {
                row = commit(connection, insert, id, row, rowsPerCommit);
            }
            return perSecond(row, begin);
        }
    }

    private static long commit(Connection connection, PreparedStatement insert, String id, long after, int rows)
            throws SQLException {
        for (long row = after + 1; row <= after + rows; row++) {
            var event = new Event(new Position(1, row), Instant.now(), Content.JSON, DATA, null, null);
            var entry = new JournalEntry.Appended(event, null);
            insert.setString(1, id);
            insert.setLong(2, row);
            insert.setInt(3, JournalSerializer.IDENTIFIER);
            insert.setString(4, EntryFormat.manifest(entry));
            insert.setBytes(5, EntryFormat.write(entry));
            insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
        return after + rows;
    }

    private static double perSecond(long count, long begin) {
        return count * 1e9 / (System.nanoTime() - begin);
    }
}
