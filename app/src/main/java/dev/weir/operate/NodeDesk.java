package dev.weir.operate;

import dev.weir.observe.Log;
import dev.weir.observe.SupervisionRecord;
import dev.weir.operate.NodeReply.TopicHere;
import dev.weir.operate.NodeReply.TopicsHere;
import dev.weir.subscribe.StreamView;
import dev.weir.subscribe.StreamsNow;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where operators of any node ask about this one: an actor named {@link Nodes#NAME}. It keeps nothing; what cannot be answered
 * in time is not, and whoever asked has a deadline.
 */
public final class NodeDesk {

    private static final Logger log = LoggerFactory.getLogger(NodeDesk.class);
    private static final int TRACED_STREAMS_MAX = 50;

    private final LocalNode node;
    private final SupervisionRecord supervision;
    private final Runnable leave;

    private NodeDesk(LocalNode node, SupervisionRecord supervision, Runnable leave) {
        this.node = node;
        this.supervision = supervision;
        this.leave = leave;
    }

    /** @param leave begins to end the node, and returns at once */
    public static Behavior<NodeQuestion> create(LocalNode node, SupervisionRecord supervision, Runnable leave) {
        var desk = new NodeDesk(node, supervision, leave);
        return Behaviors.receiveMessage((NodeQuestion question) -> {
            desk.answer(question).whenComplete((reply, failure) -> {
                if (reply != null) {
                    question.replyTo().tell(reply);
                } else {
                    log.debug("not answered: {}", question, failure);
                }
            });
            return Behaviors.same();
        });
    }

    private CompletionStage<? extends NodeReply> answer(NodeQuestion question) {
        if (question instanceof NodeQuestion.HowAreYou) {
            return node.figures();
        }
        if (question instanceof NodeQuestion.ListStreams list) {
            return node.streams(null).thenApply(now -> LocalStreams.page(now, list.query(), node.name()));
        }
        if (question instanceof NodeQuestion.DescribeStream describe) {
            return node.streams(describe.id()).thenCompose(this::describe);
        }
        if (question instanceof NodeQuestion.EndStream end) {
            return node.end(end.id()).thenApply(found -> ended(end, found));
        }
        if (question instanceof NodeQuestion.LookAtTopics look) {
            return node.streams(null)
                    .thenCombine(
                            node.livingTopics(),
                            (now, living) -> new TopicsHere(
                                    LocalStreams.uses(look.topics(), LocalStreams.readers(now), living)));
        }
        if (question instanceof NodeQuestion.MostReadTopics most) {
            return node.streams(null)
                    .thenCombine(
                            node.livingTopics(),
                            (now, living) -> new TopicsHere(
                                    LocalStreams.mostRead(LocalStreams.readers(now), living, most.limit())));
        }
        if (question instanceof NodeQuestion.LookAtTopic look) {
            return here(new TopicName(look.topic()));
        }
        if (question instanceof NodeQuestion.TraceEvent trace) {
            var topic = new TopicName(trace.topic());
            return here(topic)
                    .thenCombine(
                            node.streams(null),
                            (here, now) -> traced(here, now, topic, new Position(trace.epoch(), trace.seq())));
        }
        if (question instanceof NodeQuestion.ListSupervision list) {
            return node.figures()
                    .thenApply(figures -> SupervisionTree.of(supervision, list, (NodeReply.Figures) figures));
        }
        var left = (NodeQuestion.Leave) question;
        Log.event("drain", Map.of("by", left.by()));
        leave.run();
        return CompletableFuture.completedFuture(new NodeReply.Done(true));
    }

    private static NodeReply ended(NodeQuestion.EndStream end, boolean found) {
        if (found) {
            Log.event("evict", end.id(), Map.of("by", end.by()));
        }
        return new NodeReply.Done(found);
    }

    private CompletionStage<NodeReply> describe(StreamsNow now) {
        if (!now.open().isEmpty()) {
            var stream = now.open().get(0);
            return StreamLag.of(stream, node)
                    .thenApply(lag -> new NodeReply.Found(StreamJson.whole(stream, null, lag, node.name())));
        }
        if (!now.ended().isEmpty()) {
            var ended = now.ended().get(0);
            return CompletableFuture.completedFuture(
                    new NodeReply.Found(StreamJson.whole(ended.last(), ended, Map.of(), node.name())));
        }
        return CompletableFuture.completedFuture(new NodeReply.Found(null));
    }

    private CompletionStage<TopicHere> here(TopicName topic) {
        return node.feed(topic)
                .thenCombine(
                        node.livingTopics(),
                        (feed, living) -> new TopicHere(
                                living.contains(topic.text()),
                                feed.there(),
                                feed.attached(),
                                feed.epoch(),
                                feed.first(),
                                feed.last(),
                                feed.head(),
                                feed.readers(),
                                feed.bytes()));
    }

    private NodeReply traced(TopicHere here, StreamsNow now, TopicName topic, Position event) {
        var counts = new EnumMap<EventTrace, Integer>(EventTrace.class);
        record Traced(EventTrace trace, StreamView stream) {}
        var traced = now.open().stream()
                .filter(stream -> stream.facts().seat().topics().contains(topic))
                .map(stream -> new Traced(EventTrace.of(stream, topic, event), stream))
                .sorted(Comparator.comparing(Traced::trace))
                .toList();
        traced.forEach(one -> counts.merge(one.trace, 1, Integer::sum));
        var shown = new ArrayList<String>();
        var budget = new RowBudget();
        traced.stream()
                .limit(TRACED_STREAMS_MAX)
                .map(one -> StreamJson.traced(one.stream, one.trace, topic, node.name()))
                .takeWhile(budget::take)
                .forEach(shown::add);
        return new NodeReply.Traced(
                here,
                counts.getOrDefault(EventTrace.HAS, 0),
                counts.getOrDefault(EventTrace.WAITS, 0),
                counts.getOrDefault(EventTrace.MISSED, 0),
                counts.getOrDefault(EventTrace.BEGAN_AFTER, 0),
                shown);
    }
}
