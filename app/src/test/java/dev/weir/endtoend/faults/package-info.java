/**
 * A cluster under faults: publishers and subscribers go on while nodes are killed, paused and cut off and PostgreSQL is
 * restarted, and a checker looks at all that was said.
 *
 * <p>Comes in: nodes of the jar, PostgreSQL, a seed. Goes out: a {@link dev.weir.history.History}, and the {@link dev.weir.history.Anomaly anomalies} in it, of
 * which there must be none.
 */
@NullMarked
package dev.weir.endtoend.faults;

import org.jspecify.annotations.NullMarked;
