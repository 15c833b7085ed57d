package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import java.time.Duration;

/**
 * What became of a stream by its end.
 *
 * @param position where the client stands, if it took all that was sent
 * @param silence since anything was sent
 */
public record StreamLife(Duration lived, long events, long bytes, Cursor position, Duration silence) {}
