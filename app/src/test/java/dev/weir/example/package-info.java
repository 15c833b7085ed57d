/** Services as their authors would write them, to be copied. They use the protocol module and nothing of the server. */
@NullMarked
package dev.weir.example;

import org.jspecify.annotations.NullMarked;
