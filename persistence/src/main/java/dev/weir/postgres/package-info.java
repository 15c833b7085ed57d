/**
 * The PostgreSQL that the journal lives in: one that the node brings along and runs, or one that is there already.
 *
 * <p>Comes in: a data folder, or a JDBC URL with user and password. Goes out: {@link dev.weir.postgres.DatabaseSettings}
 * of a server that was seen to answer, has the tables, and does not say "committed" before the disk has it. What is
 * amiss is a {@link dev.weir.postgres.DatabaseUnusable} that names what was found and what was expected.
 */
@NullMarked
package dev.weir.postgres;

import org.jspecify.annotations.NullMarked;
