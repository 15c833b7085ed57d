package dev.weir.admission;

/**
 * The settings under {@code weir.limits}, of each subject or address; 0 for no limit.
 *
 * @param publishRate events a second
 * @param connectRate streams asked for, and tickets, a second
 * @param pollRate polls, and reads of topics, a second
 * @param newTopics topics made an hour
 * @param catchUpBytes bytes read from the journal a minute
 */
public record LimitSettings(int publishRate, int connectRate, int pollRate, int newTopics, long catchUpBytes) {

    /** For tests and services of one's own. */
    public static final LimitSettings NONE = new LimitSettings(0, 0, 0, 0, 0);
}
