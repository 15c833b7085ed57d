package dev.weir.server;

import dev.weir.access.Access;
import dev.weir.admission.CatchUpTurns;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.RetryTimes;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FeedSettings;
import dev.weir.fanout.LogMemory;
import dev.weir.fanout.TopicFeeds;
import dev.weir.http.BodyReader;
import dev.weir.http.RequestTarget;
import dev.weir.journal.EventLog;
import dev.weir.journal.KeepingSettings;
import dev.weir.journal.PostgresEventLog;
import dev.weir.journal.PostgresTopicRows;
import dev.weir.journal.TopicSettings;
import dev.weir.journal.TopicShards;
import dev.weir.manage.ManageRoute;
import dev.weir.manage.ManageSettings;
import dev.weir.observe.Metrics;
import dev.weir.observe.SupervisionRecord;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.publish.PublishRoute;
import dev.weir.publish.PublishSettings;
import dev.weir.subscribe.ConnectionSettings;
import dev.weir.subscribe.Connections;
import dev.weir.subscribe.SendQueues;
import dev.weir.subscribe.StreamIds;
import dev.weir.subscribe.SubscribeRoute;
import dev.weir.subscribe.Surroundings;
import dev.weir.subscribe.TopicSnapshots;
import dev.weir.ticket.TicketRoute;
import dev.weir.topic.InFlight;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.Materializer;

/** All that events pass through on this node, made in the order in which they do: journal, topics, publishing, streams. */
final class DataPath implements AutoCloseable {

    private static final Duration PUBLISH_DEADLINE = Duration.ofSeconds(10);
    private static final Duration BODY_TIME_MAX = Duration.ofSeconds(30);

    /** Below {@code pekko.persistence.typed.stash-capacity}, which drops silently. */
    private static final int PUBLISHES_PER_TOPIC_MAX = 4_096;

    private static final int HEAP_SHARE_OF_PUBLISHES = 8;

    /** Publishers wait when the middle reader is further behind than this share of the log. */
    private static final int SHARE_OF_LOG_THAT_HOLDS = 4;

    /** For the last good-byes to be written. */
    private static final Duration DRAIN_SLACK = Duration.ofSeconds(2);

    private final PostgresEventLog eventLog;
    private final PostgresTopicRows topicRows;
    private final SendQueues sendQueues = new SendQueues(System::nanoTime);
    private final LogMemory memory;
    private final Topics topics;
    private final PublishRoute publish;
    private final SubscribeRoute stream;
    private final ManageRoute manage;
    private final TicketRoute tickets;
    private final ActorRef<Connections.Message> connections;
    private final Scheduler scheduler;
    private final ActorRef<TopicFeeds.Message> feeds;

    DataPath(
            ActorSystem<?> system,
            Settings settings,
            DatabaseSettings database,
            Metrics metrics,
            SupervisionRecord supervision,
            Access access,
            SharedCredentials credentials,
            Clock clock) {
        var observer = new MetricsObservers(metrics, supervision);
        var proxies = settings.http().trustedProxies();
        var limits = new ClientLimits(settings.limits(), proxies, System::nanoTime, observer.limits());

        eventLog = new PostgresEventLog(database.url(), database.user(), database.password(), observer.journal());
        topicRows = new PostgresTopicRows(database.url(), database.user(), database.password());
        TopicShards.start(system, topicSettings(settings.topics()), clock, topicRows, observer.journal());
        topics = new Topics(system, clock, Topics.COMMIT_TIME_MAX, inFlight());

        publish = new PublishRoute(
                topics::publish,
                access,
                limits,
                publishSettings(settings.topics()),
                clock,
                observer.publish(),
                Materializer.matFromSystem(system));

        manage = new ManageRoute(
                topics::ask,
                access,
                limits,
                new ManageSettings(PUBLISH_DEADLINE, Topics.COMMIT_TIME_MAX, BODY_TIME_MAX),
                clock,
                Materializer.matFromSystem(system));

        tickets = new TicketRoute(
                credentials.tickets(),
                access,
                limits,
                settings.auth().ticketLife(),
                settings.connections().topicsMax(),
                clock,
                new BodyReader(BODY_TIME_MAX, Materializer.matFromSystem(system)));

        memory = new LogMemory(settings.feed().memoryBytesMax());
        feeds = system.systemActorOf(
                TopicFeeds.create(feedSettings(settings.feed()), memory, eventLog, topics::command, observer.fanout()),
                "feeds",
                Props.empty());
        var streams = new Surroundings(
                connectionSettings(system, settings.connections()),
                observer.subscribe(),
                feeds,
                eventLog,
                new CatchUpPages(eventLog),
                new CatchUpTurns(settings.connections().admission().catchUpMax()),
                new TopicSnapshots(topics),
                sendQueues,
                credentials.revocations(),
                limits,
                new StreamIds(),
                clock,
                System::nanoTime);
        connections = system.systemActorOf(Connections.create(streams), "connections", Props.empty());
        scheduler = system.scheduler();
        stream = new SubscribeRoute(
                connections,
                new SubscribeRoute.Gate(
                        access,
                        proxies,
                        limits,
                        new RetryTimes(settings.connections().admission(), new AtomicInteger()),
                        observer.subscribe()),
                clock,
                scheduler,
                Materializer.matFromSystem(system),
                settings.connections().topicsMax());
    }

    CompletionStage<HttpResponse> publish(HttpRequest request, RequestTarget target) {
        return publish.handle(request, target);
    }

    CompletionStage<HttpResponse> stream(HttpRequest request, RequestTarget target) {
        return stream.handle(request, target);
    }

    CompletionStage<HttpResponse> manage(HttpRequest request, RequestTarget target) {
        return manage.handle(request, target);
    }

    CompletionStage<HttpResponse> tickets(HttpRequest request, RequestTarget target) {
        return tickets.handle(request);
    }

    /** Ends the streams that revocations cover. */
    void endRevoked() {
        connections.tell(new Connections.EndRevoked());
    }

    ActorRef<Connections.Message> connections() {
        return connections;
    }

    ActorRef<TopicFeeds.Message> feeds() {
        return feeds;
    }

    Topics topics() {
        return topics;
    }

    EventLog events() {
        return eventLog;
    }

    LogMemory memory() {
        return memory;
    }

    /** Ends all streams, spread over that time, and lets no new one in. */
    CompletionStage<Done> endStreams(Duration drainTime) {
        return AskPattern.<Connections.Message, Connections.Drained>ask(
                        connections,
                        replyTo -> new Connections.Drain(drainTime, replyTo),
                        drainTime.plus(DRAIN_SLACK),
                        scheduler)
                .thenApply(drained -> Done.getInstance());
    }

    /**
     * Ends the feeds, which no stream reads any more. They would go on asking for topics while those are being handed
     * over, and on the last node, where nobody takes them, keep the shards from ending in time.
     */
    CompletionStage<Done> endFeeds() {
        return Patterns.gracefulStop(Adapter.toClassic(feeds), DRAIN_SLACK).thenApply(stopped -> Done.getInstance());
    }

    /** Gives up the connections for reading; topics end with the actor system. */
    @Override
    public void close() {
        eventLog.close();
        topicRows.close();
        sendQueues.close();
    }

    private static TopicSettings topicSettings(Settings.Topics topics) {
        var others = TopicSettings.DEFAULT;
        return new TopicSettings(
                topics.create(),
                new PublishBounds(topics.eventBytesMax(), topics.batchBytesMax()),
                topics.idempotencyWindow(),
                others.waitingMax(),
                others.waitingBytesMax(),
                others.commitEventsMax(),
                others.holdMax(),
                others.snapshotEvery(),
                new KeepingSettings(
                        topics.retention(),
                        topics.keysMax(),
                        topics.stateBytesMax(),
                        others.keeping().lookEvery()));
    }

    private static PublishSettings publishSettings(Settings.Topics topics) {
        return new PublishSettings(topics.eventBytesMax(), topics.batchBytesMax(), PUBLISH_DEADLINE, BODY_TIME_MAX);
    }

    private static FeedSettings feedSettings(Settings.Feed feed) {
        var others = FeedSettings.defaults();
        return new FeedSettings(
                feed.logBytesMax(),
                feed.memoryBytesMax(),
                others.reattachEvery(),
                others.joinTimeout(),
                others.idleAfter(),
                feed.logBytesMax() / SHARE_OF_LOG_THAT_HOLDS,
                others.feedsMax());
    }

    private static ConnectionSettings connectionSettings(ActorSystem<?> system, Settings.Connections connections) {
        return new ConnectionSettings(
                connections.admission(),
                connections.heartbeat(),
                connections.heartbeatMin(),
                connections.idleTimeout(),
                connections.stallTimeout(),
                connections.lifetime(),
                connections.bufferBytes(),
                Cluster.get(system).selfMember().address().hostPort());
    }

    private static InFlight inFlight() {
        return new InFlight(PUBLISHES_PER_TOPIC_MAX, Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_PUBLISHES);
    }
}
