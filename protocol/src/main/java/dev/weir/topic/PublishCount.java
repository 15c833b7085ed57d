package dev.weir.topic;

/**
 * What became of the drafts that a sink took.
 *
 * @param stored now, each under a sequence number of its own
 * @param replayed found to have been stored before, by their idempotency key
 */
public record PublishCount(long stored, long replayed) {

    static final PublishCount NONE = new PublishCount(0, 0);

    long acknowledged() {
        return stored + replayed;
    }

    PublishCount plus(PublishReply.Published published) {
        return new PublishCount(
                stored + published.count(), replayed + published.replays().size());
    }
}
