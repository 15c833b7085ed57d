package dev.weir.fanout;

import org.junit.jupiter.api.Tag;

/** The same for longer. */
@Tag("long")
final class TopicLogLongRaceTest extends TopicLogRaceTest {

    @Override
    int times() {
        return 3;
    }
}
