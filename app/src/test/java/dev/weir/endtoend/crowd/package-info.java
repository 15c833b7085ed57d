/**
 * Thousands of browsers at once: what they do to a server that dies, leaves or has no room, and what they lose by it.
 *
 * <p>{@link dev.weir.endtoend.crowd.Crowd} holds the clients, each as Chromium's native EventSource is; {@link
 * dev.weir.endtoend.crowd.SteadyPublishers} publish numbers; {@link dev.weir.endtoend.crowd.EventCheck} says whether one
 * client got every number once and in order.
 */
@NullMarked
package dev.weir.endtoend.crowd;

import org.jspecify.annotations.NullMarked;
