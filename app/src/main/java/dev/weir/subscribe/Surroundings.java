package dev.weir.subscribe;

import dev.weir.access.Revocations;
import dev.weir.admission.CatchUpTurns;
import dev.weir.admission.ClientLimits;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.TopicFeeds;
import dev.weir.journal.EventLog;
import java.time.Clock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every stream of the node shares.
 *
 * @param streamIds names of streams, as {@link StreamIds} gives them
 * @param clock for times of events
 * @param nanoTime for intervals: only counts, like {@link System#nanoTime}
 */
public record Surroundings(
        ConnectionSettings settings,
        SubscribeObserver observer,
        ActorRef<TopicFeeds.Message> feeds,
        EventLog events,
        CatchUpPages pages,
        CatchUpTurns turns,
        SnapshotReader snapshots,
        SendQueues sendQueues,
        Revocations revocations,
        ClientLimits limits,
        Supplier<String> streamIds,
        Clock clock,
        LongSupplier nanoTime) {}
