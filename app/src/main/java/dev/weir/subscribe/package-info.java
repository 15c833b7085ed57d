/**
 * A client's stream: {@code GET /stream} as SSE, a cursor for each connection, and the actor that owns its life.
 *
 * <p>Comes in: a request, and bytes from {@link dev.weir.fanout.TopicLog} or, further back, from the journal. Goes out:
 * one chunked response for each connection. Guarantees: every event after the position that the client named, in order,
 * none twice, or a gap that says what is missing; whole blocks, with control frames only between them; and one
 * {@link dev.weir.subscribe.Ending} for each stream that began.
 */
@NullMarked
package dev.weir.subscribe;

import org.jspecify.annotations.NullMarked;
