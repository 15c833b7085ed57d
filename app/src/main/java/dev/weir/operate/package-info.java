/**
 * What operators see of a node and do to it, over HTTP: JSON under {@code /api} of the management port.
 *
 * <p>Comes in: requests that were let through to the management port. Goes out: what the actors answer, as it is now. What
 * changes something is refused when a page of another site asks for it.
 */
@NullMarked
package dev.weir.operate;

import org.jspecify.annotations.NullMarked;
