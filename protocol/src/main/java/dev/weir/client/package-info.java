/**
 * The Java client of a Weir server: follows streams, comes back by itself without losing its place, publishes without
 * doubles.
 *
 * <p>Comes in: what a caller subscribes to or publishes. Goes out: {@link dev.weir.client.StreamItem}s with
 * backpressure down to the socket, and a {@link dev.weir.client.PublishResult} for each publish. Guarantees: the id that
 * a new connection is opened with is that of the last item which was <em>delivered</em> downstream, so that nothing is
 * skipped and nothing comes twice, however a connection ends; what is held for a slow subscriber is bounded.
 *
 * <p>{@link dev.weir.client.WeirClient} makes a {@code StreamSubscription} for each subscriber, which opens one {@code
 * StreamConnection} after the other and decides what follows on each end. A connection reads its chunk through a {@code
 * Decoder} and an {@code ItemReader} into {@code Part}s. Each stream and each publish has a {@code Mailbox}, so that
 * nothing here needs a lock.
 *
 * <p>Knows HTTP by {@code java.net.http} only; no actor system is needed but for the Pekko {@code Source}.
 */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
