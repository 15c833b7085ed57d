/**
 * Many subscribers of many topics, over all transports, checked against what was acknowledged.
 *
 * <p>{@link dev.weir.endtoend.many.Truth} is what was published; {@link dev.weir.endtoend.many.Reader} asks as a client
 * does; {@link dev.weir.endtoend.many.ReaderLog} says whether what it got is exact, or a gap said exactly what is missing.
 */
@NullMarked
package dev.weir.endtoend.many;

import org.jspecify.annotations.NullMarked;
