package dev.weir.subscribe;

import dev.weir.wire.Position;
import dev.weir.wire.TopicName;

/** What a {@link CursorSource} tells its {@link Connection}, from the stream's thread. */
interface StreamListener {

    /** First of all, once. */
    void started(StreamControls controls);

    /** A topic's log is at its end or the journal has lost what comes next: the stream waits for a new plan. */
    void joinWanted(TopicName topic, Position position);

    /** The journal has given so many bytes. */
    void readFromJournal(int bytes);

    /** Last of all, once. */
    void stopped(Ending ending);
}
