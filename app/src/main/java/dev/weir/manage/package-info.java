/**
 * Topics over HTTP: creating, describing, closing and deleting them, and reading the state of keyed ones.
 *
 * <p>Comes in: a request whose path was matched. Goes out: commands to the topic's owner, and what it answers as JSON.
 * Guarantees: nothing is said to be done before the commit; an absent topic and one that the caller may not see look
 * alike.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, section 2.3.
 */
@NullMarked
package dev.weir.manage;

import org.jspecify.annotations.NullMarked;
