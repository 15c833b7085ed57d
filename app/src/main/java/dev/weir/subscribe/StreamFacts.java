package dev.weir.subscribe;

import dev.weir.admission.Seat;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a stream as it opens.
 *
 * @param id unlike that of any other stream, on any node
 * @param resumed whether the client came with an id that no planned end gave out: a reconnection
 * @param heartbeat the longest silence that the client was told to expect
 * @param adaptive whether heartbeats may come more often than that; not when the client asked for an interval
 */
public record StreamFacts(
        String id,
        Instant openedAt,
        Seat seat,
        AnswerForm form,
        boolean resumed,
        Duration heartbeat,
        boolean adaptive) {

    Duration interval(HeartbeatHabit habit) {
        return adaptive ? habit.interval(heartbeat) : heartbeat;
    }
}
