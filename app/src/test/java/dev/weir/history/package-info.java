/** What publishers and subscribers of a run saw, and a checker that finds in it what Weir promises not to happen. */
@NullMarked
package dev.weir.history;

import org.jspecify.annotations.NullMarked;
