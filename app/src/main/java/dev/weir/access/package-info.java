/**
 * Who may do what: the one seam that every route asks before it does anything for a caller.
 *
 * <p>Comes in: a request. Goes out: its {@link dev.weir.access.Caller}, made of a verified token, which gives a {@link
 * dev.weir.access.Decision} for each topic; and headers for browsers. Guarantees: what is decided does not depend on
 * whether the topic exists; nothing waits for anybody; no token and no key is in a message, a log or an answer.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, section 6.
 */
@NullMarked
package dev.weir.access;

import org.jspecify.annotations.NullMarked;
