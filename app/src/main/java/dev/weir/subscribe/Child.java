package dev.weir.subscribe;

import dev.weir.access.Credential;
import dev.weir.admission.Seat;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** What the parent of all streams keeps of one: its seat, how it goes, and why it ends. For the parent alone. */
final class Child {

    final ActorRef<Connection.Message> connection;
    final Seat seat;

    /** What it came with. */
    final Credential credential;

    final HeartbeatHabit habit;

    /** Of the order in which streams were let in; never given twice. */
    final long number;

    /** Null until it has promised its client a stream, and for polls. */
    @Nullable StreamFacts facts;

    @Nullable ConnectionProgress progress;

    /** Null until it, or its parent, has said why it ends. */
    @Nullable Ending ending;

    /** It was told to end to make room. */
    boolean evicted;

    /** It is over. */
    boolean gone;

    /** Who gets its seat. */
    Connections.@Nullable Open heir;

    Child(
            ActorRef<Connection.Message> connection,
            Seat seat,
            Credential credential,
            HeartbeatHabit habit,
            long number) {
        this.connection = connection;
        this.seat = seat;
        this.credential = credential;
        this.habit = habit;
        this.number = number;
    }

    /** Whether it is a running stream: opened, and not about to end. */
    boolean streams() {
        return progress != null && !evicted && !gone && ending == null;
    }
}
