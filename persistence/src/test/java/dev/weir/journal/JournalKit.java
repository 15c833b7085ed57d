package dev.weir.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.topic.PublishReply;
import dev.weir.topic.TopicCommand;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** An actor system with the journal as it ships, on a database of the test's. */
public final class JournalKit implements AutoCloseable {

    private static final AtomicInteger names = new AtomicInteger();

    /** A cluster of one hands its shards over first. */
    private static final Duration STOP_MAX = Duration.ofSeconds(40);

    private final ActorTestKit kit;
    private final PostgresTopicRows rows;

    public JournalKit(DatabaseSettings database) {
        this(database, "");
    }

    /** @param more settings that go before those that ship */
    public JournalKit(DatabaseSettings database, String more) {
        this.rows = new PostgresTopicRows(database.url(), database.user(), database.password());
        this.kit = ActorTestKit.create(
                "journal-" + names.incrementAndGet(),
                ConfigFactory.parseString(more).withFallback(config(database)).resolve());
    }

    /** The settings of the journal that ship, with this database. */
    public static Config config(DatabaseSettings database) {
        var db = Map.of("url", database.url(), "user", database.user(), "password", database.password());
        return ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.parseMap(Map.of(
                        "pekko-persistence-jdbc.shared-databases.journal.db", db,
                        "pekko-persistence-jdbc.shared-databases.snapshots.db", db)))
                .withFallback(ConfigFactory.parseResources("weir-journal.conf"))
                .withFallback(ConfigFactory.load());
    }

    public ActorTestKit kit() {
        return kit;
    }

    public ActorRef<TopicCommand> topic(String name) {
        return topic(name, TopicSettings.DEFAULT);
    }

    public ActorRef<TopicCommand> topic(String name, TopicSettings settings) {
        return topic(name, settings, rows);
    }

    /** @param rows that go before the database's own */
    public ActorRef<TopicCommand> topic(String name, TopicSettings settings, TopicRows rows) {
        return kit.spawn(
                TopicEntity.create(new TopicName(name), settings, Clock.systemUTC(), rows, JournalObserver.NONE));
    }

    /** Those of the database. */
    public TopicRows rows() {
        return rows;
    }

    public CompletionStage<PublishReply> publish(ActorRef<TopicCommand> topic, String data) {
        return publish(topic, data, Duration.ofSeconds(20));
    }

    public CompletionStage<PublishReply> publish(ActorRef<TopicCommand> topic, String data, Duration deadline) {
        var now = Instant.now();
        return AskPattern.ask(
                topic,
                replyTo -> new TopicCommand.Publish(
                        List.of(Draft.of(Content.TEXT, data)), null, true, now, now.plus(deadline), replyTo),
                deadline.plusSeconds(10),
                kit.system().scheduler());
    }

    @Override
    public void close() {
        ActorTestKit.shutdown(kit.system(), STOP_MAX);
        rows.close();
    }
}
