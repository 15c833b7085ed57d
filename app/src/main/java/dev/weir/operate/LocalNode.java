package dev.weir.operate;

import dev.weir.fanout.FeedView;
import dev.weir.fanout.TopicFeeds;
import dev.weir.observe.Figures;
import dev.weir.observe.NodeReadings;
import dev.weir.subscribe.Connections;
import dev.weir.subscribe.StreamsNow;
import dev.weir.topic.Topics;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion.CurrentShardRegionState;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/** This node: asks its actors, each with a deadline. */
public final class LocalNode {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final ActorRef<Connections.Message> connections;
    private final ActorRef<TopicFeeds.Message> feeds;
    private final Sampler sampler;
    private final NodeReadings readings;
    private final String version;
    private final Instant startedAt;

    /** @param version of Weir */
    public LocalNode(
            ActorSystem<?> system,
            ActorRef<Connections.Message> connections,
            ActorRef<TopicFeeds.Message> feeds,
            Sampler sampler,
            NodeReadings readings,
            String version,
            Instant startedAt) {
        this.system = system;
        this.connections = connections;
        this.feeds = feeds;
        this.sampler = sampler;
        this.readings = readings;
        this.version = version;
        this.startedAt = startedAt;
    }

    /** As it calls itself in the cluster. */
    String name() {
        return Cluster.get(system).selfMember().address().hostPort();
    }

    /** @param id of one stream; null for all */
    CompletionStage<StreamsNow> streams(@Nullable String id) {
        return AskPattern.ask(
                connections, replyTo -> new Connections.Look(id, replyTo), ANSWER_MAX, system.scheduler());
    }

    /** @return whether there was such a stream */
    CompletionStage<Boolean> end(String id) {
        return AskPattern.<Connections.Message, Connections.Evicted>ask(
                        connections, replyTo -> new Connections.Evict(id, replyTo), ANSWER_MAX, system.scheduler())
                .thenApply(Connections.Evicted::found);
    }

    CompletionStage<FeedView> feed(TopicName topic) {
        return AskPattern.ask(feeds, replyTo -> new TopicFeeds.Look(topic, replyTo), ANSWER_MAX, system.scheduler());
    }

    /** The topics whose owners run here. */
    CompletionStage<Set<String>> livingTopics() {
        return region().thenApply(region -> region.getShards().stream()
                .flatMap(shard -> shard.getEntityIds().stream())
                .collect(Collectors.toSet()));
    }

    CompletionStage<NodeReply> figures() {
        return region().thenCombine(feedCount(), (region, feedCount) -> {
            var shards = new HashMap<String, Integer>();
            region.getShards()
                    .forEach(shard ->
                            shards.put(shard.shardId(), shard.getEntityIds().size()));
            return new NodeReply.Figures(sampler.latest(), state(shards, feedCount, sampler.figures()));
        });
    }

    private CompletionStage<Integer> feedCount() {
        return AskPattern.ask(feeds, TopicFeeds.Count::new, ANSWER_MAX, system.scheduler());
    }

    private CompletionStage<CurrentShardRegionState> region() {
        return AskPattern.ask(
                ClusterSharding.get(system).shardState(),
                replyTo -> new GetShardRegionState(Topics.TYPE, replyTo),
                ANSWER_MAX,
                system.scheduler());
    }

    private NodeState state(Map<String, Integer> shards, int feedCount, Figures figures) {
        return new NodeState(
                version,
                startedAt,
                readings.journalUp().getAsBoolean(),
                readings.draining().getAsBoolean(),
                shards.values().stream().mapToInt(Integer::intValue).sum(),
                feedCount,
                shards,
                figures.accepted(),
                figures.refused(),
                figures.reconnections(),
                figures.published(),
                figures.sent(),
                figures.lost(),
                figures.journalFailures(),
                figures.refusals(),
                figures.ends(),
                figures.gaps());
    }
}
