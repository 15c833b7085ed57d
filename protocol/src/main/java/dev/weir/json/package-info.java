/**
 * JSON as Weir reads and writes it, on both sides of the wire: strictly, and keeping the text of values as it was sent.
 */
@NullMarked
package dev.weir.json;

import org.jspecify.annotations.NullMarked;
