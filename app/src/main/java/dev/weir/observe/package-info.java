/**
 * What an operator sees from outside: metrics, health, and log lines with a structure.
 *
 * <p>Comes in: calls from every part of the node, from any thread, often. Goes out: the text that Prometheus reads, two
 * health answers, one JSON object a line. Guarantees: counting never waits and never fails; health is answered from what
 * was found before, not by asking; tokens and event data appear nowhere.
 */
@NullMarked
package dev.weir.observe;

import org.jspecify.annotations.NullMarked;
