/**
 * The topic's actor messages: what it can be asked, what it answers, and what it tells the feeds of its nodes.
 *
 * <p>Comes in: drafts and attachments, by {@link dev.weir.topic.TopicCommand}, through Cluster Sharding. Goes out:
 * {@link dev.weir.topic.PublishReply} and {@link dev.weir.topic.TopicReply} after the commit, and {@link dev.weir.topic.FeedMessage} to every node that has
 * subscribers. All of them cross nodes as CBOR and are readable one version back.
 */
@NullMarked
package dev.weir.topic;

import org.jspecify.annotations.NullMarked;
