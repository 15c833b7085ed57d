package dev.weir.journal;

import dev.weir.wire.TopicName;

/** A topic has rows that its owner did not write and does not know. Nothing is lost: it starts again and reads them. */
final class BehindOtherWriter extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * @param known the last row that the owner knows
     * @param found the last row that there is
     */
    BehindOtherWriter(TopicName topic, long known, long found) {
        super("topic " + topic + ": row " + found + " of another writer (expected: none after row " + known + ")");
    }
}
