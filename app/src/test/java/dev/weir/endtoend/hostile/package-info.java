/**
 * What any server of this kind should survive: one hostile thing a row, done to the jar that ships, with what must come of it
 * and what must not.
 */
@NullMarked
package dev.weir.endtoend.hostile;

import org.jspecify.annotations.NullMarked;
