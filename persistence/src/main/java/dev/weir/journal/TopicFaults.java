package dev.weir.journal;

import dev.weir.wire.TopicName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one topic says when the journal fails it: a metric and a line for each kind of fault. */
final class TopicFaults {

    private static final Logger log = LoggerFactory.getLogger(TopicFaults.class);

    private final TopicName topic;
    private final JournalObserver observer;

    TopicFaults(TopicName topic, JournalObserver observer) {
        this.topic = topic;
        this.observer = observer;
    }

    void recoveryFailed(Throwable failure) {
        restarts("cannot be read: " + failure);
        log.error("topic {} cannot be read from the journal; trying again", topic, failure);
    }

    void persistFailed(Throwable failure) {
        if (OtherWriter.isInTheWayOf(topic, failure)) {
            observer.fenced();
            restarts("fenced: another writer has stored the row that came next");
            log.warn(
                    "topic {} is fenced: another writer has stored the row that came next; starting again behind it",
                    topic);
            return;
        }
        restarts("could not commit: " + failure);
        log.error("topic {} could not commit; starting again", topic, failure);
    }

    void snapshotFailed(Throwable failure) {
        observer.failed();
        log.warn("topic {} could not store a snapshot; its next start takes longer", topic, failure);
    }

    private void restarts(String reason) {
        observer.failed();
        observer.supervised("topic", topic.text(), "restart", reason);
    }
}
