/** Tickets: what holders of tokens have made for EventSources that can send no header. */
@NullMarked
package dev.weir.ticket;

import org.jspecify.annotations.NullMarked;
