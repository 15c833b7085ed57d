package dev.weir.journal;

import java.time.Instant;

/**
 * The row of one event.
 *
 * @param row its number among the topic's
 * @param ordering its number among all rows
 * @param bytes of the stored form
 * @param writer the incarnation of the topic that wrote it
 * @param time when the event was numbered
 */
public record StoredRow(long row, long ordering, int bytes, String writer, Instant time) {}
