/**
 * {@code weir bench}: measures a server from outside. A plan comes in; a table or JSON goes out, with what every figure
 * was measured on.
 *
 * <p>Clients are non-blocking sockets on a few selector threads. Whether a stream is whole is judged by numbers that the
 * bench itself wrote into the data, so any server that sends server-sent events can be measured and nothing is believed
 * that it says of itself.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
