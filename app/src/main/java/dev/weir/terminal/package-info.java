/**
 * The process as a shell sees it: standard output and whether a person reads it, exit status, signals, version. All
 * subcommands use it; it knows none of them.
 */
@NullMarked
package dev.weir.terminal;

import org.jspecify.annotations.NullMarked;
