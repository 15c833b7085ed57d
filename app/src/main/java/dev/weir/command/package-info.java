/**
 * The subcommands that talk to a running server from a shell: {@code publish} and {@code tail}.
 *
 * <p>Comes in: lines of standard input or of files; the stream of a server. Goes out: publishes in order, and events on
 * standard output. Guarantees: standard output carries results alone, everything else is on standard error; both
 * commands say how far they came and with which options to go on, so that what was broken off goes on without a gap and
 * without doubles.
 *
 * <p>They know a server only by {@link dev.weir.client.WeirClient}. Each holds a bounded piece of its input, however
 * long that is.
 */
@NullMarked
package dev.weir.command;

import org.jspecify.annotations.NullMarked;
