package dev.weir.endtoend;

import java.util.List;

/** One use of a client, from the call that starts it until it stops for good. */
interface Session extends AutoCloseable {

    /** All that the client told its application so far, in order. */
    List<Heard> heard();

    /** Whether the client itself says that it has stopped for good. */
    default boolean ended() {
        return heard().contains(Heard.ENDED);
    }

    @Override
    void close();
}
