package dev.weir.journal;

import dev.weir.wire.TopicName;
import java.time.Clock;

/**
 * What a topic works with.
 *
 * @param feeds outlive a restart of whatever cause
 */
record TopicParts(
        TopicName topic,
        TopicSettings settings,
        Clock clock,
        TopicRows rows,
        JournalObserver observer,
        AttachedFeeds feeds) {}
