/**
 * The page that operators live in: files that browsers get under {@code /console} of the management port, as they are in the
 * jar. It asks for everything else under {@code /api}, like any other client.
 */
@NullMarked
package dev.weir.console;

import org.jspecify.annotations.NullMarked;
