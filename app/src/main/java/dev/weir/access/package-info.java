/**
 * Who may do what: the one seam that every route asks before it does anything for a caller.
 *
 * <p>Comes in: a request, what it wants, and on which topic. Goes out: a {@link dev.weir.access.Decision}. Guarantees:
 * the answer does not depend on whether the topic exists.
 */
@NullMarked
package dev.weir.access;

import org.jspecify.annotations.NullMarked;
