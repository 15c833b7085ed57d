/**
 * Weir's actors and streams as they are, on a database, a network and a clock that a seed decides over: one thread runs what is to be
 * done, one message at a time, in an order that the seed picks, so that a run that went wrong can be had again.
 */
@NullMarked
package dev.weir.simulation;

import org.jspecify.annotations.NullMarked;
