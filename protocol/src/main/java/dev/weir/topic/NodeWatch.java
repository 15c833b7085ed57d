package dev.weir.topic;

import java.util.HashSet;
import java.util.Set;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.ClusterEvent.MemberEvent;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * Ends the actor system of a service when the last node has left its cluster.
 *
 * <p>A node that comes back then makes a new cluster, and a member cannot change over: the service would go on alone in
 * the old one and never reach a topic again. When the last node crashed, the split-brain resolver does the same.
 */
final class NodeWatch extends AbstractBehavior<MemberEvent> {

    /** Of those that topics live on, {@code pekko.cluster.sharding.role}. */
    static final String NODE_ROLE = "core";

    /** Why the actor system ends, for {@link CoordinatedShutdown}. */
    private record LastNodeLeft() implements CoordinatedShutdown.Reason {}

    /** As many as the cluster has nodes. */
    private final Set<UniqueAddress> nodes = new HashSet<>();

    static Behavior<MemberEvent> create() {
        return Behaviors.setup(NodeWatch::new);
    }

    private NodeWatch(ActorContext<MemberEvent> context) {
        super(context);
        Cluster.get(context.getSystem()).subscriptions().tell(Subscribe.create(context.getSelf(), MemberEvent.class));
    }

    @Override
    public Receive<MemberEvent> createReceive() {
        return newReceiveBuilder()
                .onMessage(MemberRemoved.class, this::onRemoved)
                .onMessage(MemberEvent.class, this::onPresent)
                .build();
    }

    private Behavior<MemberEvent> onPresent(MemberEvent event) {
        if (event.member().hasRole(NODE_ROLE)) {
            nodes.add(event.member().uniqueAddress());
        }
        return this;
    }

    private Behavior<MemberEvent> onRemoved(MemberRemoved removed) {
        if (nodes.remove(removed.member().uniqueAddress()) && nodes.isEmpty() && !isEnding()) {
            var context = getContext();
            context.getLog().error("the last node has left the cluster; ending (expected: to be started again)");
            CoordinatedShutdown.get(context.getSystem()).runAll(new LastNodeLeft());
        }
        return this;
    }

    /** Who leaves, or was declared down, sees all others go. */
    private boolean isEnding() {
        var system = getContext().getSystem();
        return Cluster.get(system).isTerminated()
                || CoordinatedShutdown.get(system).getShutdownReason().isPresent();
    }
}
