package dev.weir.journal;

import dev.weir.topic.TopicCommand;
import dev.weir.topic.Topics;
import dev.weir.wire.TopicName;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityContext;

/** Where topics live: it lets Cluster Sharding start a {@link TopicEntity} on this node for each name that is asked for. */
public final class TopicShards {

    private TopicShards() {}

    /** From now on this node is one that topics may live on. */
    public static ActorRef<ShardingEnvelope<TopicCommand>> start(
            ActorSystem<?> system, TopicSettings settings, Clock clock, TopicRows rows, JournalObserver observer) {
        return ClusterSharding.get(system)
                .init(Entity.of(Topics.TYPE, entity -> topic(entity, settings, clock, rows, observer))
                        .withStopMessage(new TopicEntity.Stop()));
    }

    private static Behavior<TopicCommand> topic(
            EntityContext<TopicCommand> entity,
            TopicSettings settings,
            Clock clock,
            TopicRows rows,
            JournalObserver observer) {
        return TopicEntity.create(new TopicName(entity.getEntityId()), settings, clock, rows, observer);
    }
}
