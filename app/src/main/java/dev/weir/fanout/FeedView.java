package dev.weir.fanout;

/**
 * What a node has of a topic at one moment.
 *
 * @param there whether anybody reads the topic on this node, or did until just now
 * @param attached whether its owner has answered and lives
 * @param epoch of the log; 0 while there is none
 * @param first the oldest sequence number in the log; {@code last + 1} when it is empty
 * @param last the newest in the log
 * @param head how far the owner said that the topic reaches; 0 before it said anything
 * @param readers that have joined
 * @param bytes that the log takes
 */
public record FeedView(
        boolean there, boolean attached, long epoch, long first, long last, long head, int readers, long bytes) {

    /** Nobody reads the topic here. */
    static final FeedView NONE = new FeedView(false, false, 0, 1, 0, 0, 0, 0);

    static FeedView of(FeedLog feed, int readers, boolean attached) {
        var log = feed.log();
        var head = feed.head();
        long reaches = head == null ? 0 : head.last();
        return log == null
                ? new FeedView(true, attached, 0, 1, 0, reaches, readers, 0)
                : new FeedView(true, attached, log.epoch(), log.firstHeld(), log.last(), reaches, readers, log.bytes());
    }
}
