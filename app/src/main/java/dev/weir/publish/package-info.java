/**
 * Publishing over HTTP: {@code POST /topics/{topic}/events}.
 *
 * <p>Comes in: a request whose path was matched. Goes out: drafts, to {@link dev.weir.publish.Publisher}, and an answer
 * after the commit. Guarantees: no body is read for a caller who may not publish; no more of a body is held than its
 * bound; nothing reaches a topic that is not valid UTF-8, and JSON is kept as the very text that was sent; 2xx is never
 * said before the commit, and an unknown outcome is never called a failure or a success.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, section 2.
 */
@NullMarked
package dev.weir.publish;

import org.jspecify.annotations.NullMarked;
