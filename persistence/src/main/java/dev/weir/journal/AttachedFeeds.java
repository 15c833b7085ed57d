package dev.weir.journal;

import dev.weir.topic.FeedMessage;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** The feeds that a topic tells of what it commits: one for each node that has readers. Not thread-safe. */
final class AttachedFeeds {

    /** One for each node; one more is not told of commits and finds the events in the journal. */
    private static final int FEEDS_MAX = 1_000;

    private final Set<ActorRef<FeedMessage>> feeds = new LinkedHashSet<>();

    /** True when it is new here and has room. */
    boolean add(ActorRef<FeedMessage> feed) {
        return feeds.size() < FEEDS_MAX && feeds.add(feed);
    }

    boolean remove(ActorRef<FeedMessage> feed) {
        return feeds.remove(feed);
    }

    void tell(FeedMessage message) {
        feeds.forEach(feed -> feed.tell(message));
    }
}
