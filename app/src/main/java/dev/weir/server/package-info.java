/**
 * The process: settings, command line, the node that wires all other packages, its two HTTP listeners, and its end.
 *
 * <p>Comes in: options, system properties, a file, variables, signals, requests. Goes out: a running node, or one clear
 * line and an exit code. Guarantees: nothing starts with a setting that is out of bounds or unknown; a node that is told
 * to stop ends its streams, then its topics, then the database inside, and exits 0.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
