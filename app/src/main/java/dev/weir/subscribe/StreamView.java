package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One running stream at one moment, for operators.
 *
 * @param number of the order in which streams were let in
 * @param life so far
 * @param start where it began in each of its topics
 * @param gaps the latest that its client was told of
 * @param waitingBytes that the client's socket has not taken yet
 * @param sinceProgress since the client last took bytes of events; since the opening while it has not
 * @param lagging whether it reads from the journal what others have already
 * @param heartbeat the interval now
 * @param heartbeatReason why that is shorter than what was announced; null when it is not
 * @param ending whether it has been told to end
 */
public record StreamView(
        long number,
        StreamFacts facts,
        StreamLife life,
        Cursor start,
        List<Gap> gaps,
        int waitingBytes,
        Duration sinceProgress,
        boolean lagging,
        Quality quality,
        Duration heartbeat,
        @Nullable String heartbeatReason,
        boolean ending) {

    /** Null while it has not been opened. */
    static @Nullable StreamView of(Child child, long now) {
        var facts = child.facts;
        var progress = child.progress;
        if (facts == null || progress == null) {
            return null;
        }
        return new StreamView(
                child.number,
                facts,
                progress.life(now),
                progress.start(),
                progress.gaps(),
                progress.waitingBytes(),
                Duration.ofNanos(now - progress.lastTakenNanos()),
                progress.lagging(),
                Quality.of(progress, child.habit, now),
                facts.interval(child.habit),
                facts.adaptive() ? child.habit.reason() : null,
                child.evicted || child.ending != null);
    }
}
