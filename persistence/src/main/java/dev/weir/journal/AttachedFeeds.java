package dev.weir.journal;

import dev.weir.topic.FeedMessage;
import dev.weir.topic.FeedMessage.Attached;
import dev.weir.topic.FeedMessage.Committed;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.TopicCommand;
import dev.weir.topic.TopicHead;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/** The feeds that a topic tells of what it commits: one for each node that has readers. Not thread-safe. */
final class AttachedFeeds {

    /** One for each node; one more is not told of commits and finds the events in the journal. */
    private static final int FEEDS_MAX = 1_000;

    private final ActorRef<TopicCommand> owner;
    private final PublishBounds bounds;
    private final Set<ActorRef<FeedMessage>> feeds = new LinkedHashSet<>();

    /** @param owner the topic itself */
    AttachedFeeds(ActorRef<TopicCommand> owner, PublishBounds bounds) {
        this.owner = owner;
        this.bounds = bounds;
    }

    /** True when it is new here and has room. */
    boolean add(ActorRef<FeedMessage> feed) {
        return feeds.size() < FEEDS_MAX && feeds.add(feed);
    }

    boolean remove(ActorRef<FeedMessage> feed) {
        return feeds.remove(feed);
    }

    /** Says how far the topic reaches, unasked. */
    void tellHead(TopicHead head) {
        feeds.forEach(feed -> tellHead(feed, head));
    }

    /** A commit that no message between nodes holds is only announced to other nodes, which read it from the journal. */
    void tellCommit(TopicHead head, Commit commit) {
        var committed = new Committed(head, commit.events(), commit.oldestArrival());
        boolean fits = feeds.stream().allMatch(AttachedFeeds::isHere) || bounds.fitFrame(committed.events());
        for (var feed : feeds) {
            if (fits || isHere(feed)) {
                feed.tell(committed);
            } else {
                tellHead(feed, head);
            }
        }
    }

    private void tellHead(ActorRef<FeedMessage> feed, TopicHead head) {
        feed.tell(new Attached(head, owner, Attached.UNASKED));
    }

    private static boolean isHere(ActorRef<FeedMessage> feed) {
        return feed.path().address().hasLocalScope();
    }
}
