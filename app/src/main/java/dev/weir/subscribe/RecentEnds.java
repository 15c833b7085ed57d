package dev.weir.subscribe;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams that have ended last, for operators. For the parent of all streams alone. */
public final class RecentEnds {

    /** The oldest is forgotten first. */
    public static final int STREAMS_MAX = 1_000;

    private final Clock clock;
    private final ArrayDeque<EndedStream> ended = new ArrayDeque<>();

    RecentEnds(Clock clock) {
        this.clock = clock;
    }

    /** @param last null for one that never opened */
    void add(@Nullable StreamView last, Ending ending) {
        if (last != null) {
            ended.addFirst(new EndedStream(last, ending, clock.instant()));
            if (ended.size() > STREAMS_MAX) {
                ended.removeLast();
            }
        }
    }

    /** @param id of one; null for all */
    List<EndedStream> of(@Nullable String id) {
        return ended.stream()
                .filter(one -> id == null || id.equals(one.last().facts().id()))
                .toList();
    }
}
