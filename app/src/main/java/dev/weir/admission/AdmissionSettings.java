package dev.weir.admission;

import java.time.Duration;

/**
 * The settings under {@code weir.connections} that say who gets a stream, checked by whoever read them.
 *
 * @param max streams on this node
 * @param perAddress streams of one client address; 0 for no limit
 * @param perSubject streams of one subject; 0 for no limit
 * @param perTopic streams of one topic; 0 for no limit
 * @param ratePerSecond streams let in
 * @param catchUpMax streams that read from the journal at once
 * @param retryMin the shortest {@code retry:}
 * @param retryMax the longest {@code retry:}, on a full node
 */
public record AdmissionSettings(
        int max,
        Overflow overflow,
        int perAddress,
        int perSubject,
        int perTopic,
        int ratePerSecond,
        int catchUpMax,
        Duration retryMin,
        Duration retryMax) {}
