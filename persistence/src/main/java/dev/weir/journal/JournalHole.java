package dev.weir.journal;

import dev.weir.wire.TopicName;

/**
 * Rows are missing in the middle of a topic's journal. Going on would lose events without a word, so the topic does not
 * start until somebody has repaired it: see {@code docs/OPERATIONS.md}.
 */
public final class JournalHole extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * @param expected the first row that is missing
     * @param found the row that came instead, or the last one there is
     */
    public JournalHole(TopicName topic, long expected, long found) {
        this("topic " + topic, expected, found);
    }

    JournalHole(String what, long expected, long found) {
        super(what + ": a hole in the journal before row " + found + " (expected: row " + expected + ")");
    }
}
