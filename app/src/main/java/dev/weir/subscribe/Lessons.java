package dev.weir.subscribe;

import dev.weir.http.ClientAddress;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the parent of all streams makes of their lives: counts them, and learns from their deaths how often their clients need
 * a heartbeat. For the parent alone.
 */
final class Lessons {

    private final ConnectionSettings settings;
    private final SubscribeObserver observer;
    private final HeartbeatHabits habits;
    private final RecentEnds ends;

    Lessons(ConnectionSettings settings, SubscribeObserver observer, Clock clock) {
        this.settings = settings;
        this.observer = observer;
        ends = new RecentEnds(clock);
        habits = new HeartbeatHabits(settings.heartbeatMin(), settings.heartbeat());
    }

    HeartbeatHabit habitOf(ClientAddress client) {
        return habits.of(client);
    }

    /** A child has promised its client a stream. */
    void opened(Child child, StreamFacts facts, long now) {
        if (facts.resumed()) {
            child.habit.cameBack(now);
        }
        observer.opened(facts);
    }

    /** A child is gone. Nothing is told of one that never opened a stream. */
    void ended(Child child, Ending ending, long now) {
        if (child.facts == null || child.progress == null) {
            return;
        }
        var life = child.progress.life(now);
        observer.ended(child.facts, ending, life);
        ends.add(StreamView.of(child, now), ending);
        // Who is cut off by us was not cut by what stands between.
        if (ending instanceof Ending.ClientGone && child.habit.died(life.silence(), life.lived(), now)) {
            tell(child.seat.client(), child.habit);
        }
    }

    /**
     * What operators see.
     *
     * @param id of one stream; null for all
     */
    StreamsNow look(Map<String, Child> children, @Nullable String id, long now) {
        var wanted = id == null
                ? children.values()
                : Stream.ofNullable(children.get(id)).toList();
        return new StreamsNow(
                wanted.stream()
                        .map(child -> StreamView.of(child, now))
                        .filter(Objects::nonNull)
                        .toList(),
                ends.of(id));
    }

    /** To be called every few seconds. */
    void survey(Collection<Child> children, long now) {
        habits.relax(now).forEach(this::tell);
        observer.surveyed(Survey.of(children, settings, now));
    }

    private void tell(ClientAddress client, HeartbeatHabit habit) {
        observer.heartbeatAdapted(client, habit.interval(settings.heartbeat()), habit.reason());
    }
}
