/**
 * What both sides of a wire must agree on, in plain Java: topic names, positions and cursors, drafts, events, frames,
 * refusals and stream ends.
 *
 * <p>Nothing here does I/O or knows an actor. Every type checks itself when it is made, so that whoever holds one may
 * trust it: a {@link dev.weir.wire.TopicName} is a legal name, a {@link dev.weir.wire.Draft} can be stored and framed.
 *
 * <p>Sources: WHATWG HTML, section 9.2 (Server-sent events), and {@code docs/PROTOCOL.md}.
 */
@NullMarked
package dev.weir.wire;

import org.jspecify.annotations.NullMarked;
