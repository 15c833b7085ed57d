package dev.weir.operate;

import dev.weir.operate.NodeReply.StreamRow;
import dev.weir.operate.NodeReply.StreamRows;
import dev.weir.operate.NodeReply.TopicUse;
import dev.weir.subscribe.EndedStream;
import dev.weir.subscribe.StreamView;
import dev.weir.subscribe.StreamsNow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists of one node's streams. */
final class LocalStreams {

    private record Candidate(
            long key, StreamView stream, @Nullable EndedStream ended) {

        String id() {
            return stream.facts().id();
        }
    }

    private LocalStreams() {}

    /** One page in the order that is wanted. */
    static StreamRows page(StreamsNow now, StreamQuery query, String node) {
        var matching =
                candidates(now, query).filter(one -> query.matches(one.stream)).toList();
        Comparator<Candidate> order = (one, other) -> query.compare(one.key, one.id(), other.key, other.id());
        var rows = new ArrayList<StreamRow>();
        var budget = new RowBudget();
        var following = matching.stream()
                .filter(one -> query.follows(one.key, one.id()))
                .sorted(order)
                .limit(query.limit() + 1L)
                .toList();
        for (var one : following) {
            var json = StreamJson.row(one.stream, one.ended, node);
            if (rows.size() == query.limit() || !budget.take(json)) {
                return new StreamRows(rows, matching.size(), true);
            }
            rows.add(new StreamRow(one.key, one.id(), json));
        }
        return new StreamRows(rows, matching.size(), false);
    }

    private static Stream<Candidate> candidates(StreamsNow now, StreamQuery query) {
        return query.ended()
                ? now.ended().stream()
                        .map(ended -> new Candidate(query.order().keyOf(ended.last(), ended.at()), ended.last(), ended))
                : now.open().stream().map(open -> new Candidate(query.order().keyOf(open, null), open, null));
    }

    /** How many streams read each topic. */
    static Map<String, Integer> readers(StreamsNow now) {
        var readers = new HashMap<String, Integer>();
        now.open()
                .forEach(stream ->
                        stream.facts().seat().topics().forEach(topic -> readers.merge(topic.text(), 1, Integer::sum)));
        return readers;
    }

    /** Those of the topics that this node has to do with. */
    static List<TopicUse> uses(List<String> topics, Map<String, Integer> readers, Set<String> living) {
        return topics.stream()
                .filter(topic -> readers.containsKey(topic) || living.contains(topic))
                .map(topic -> new TopicUse(topic, living.contains(topic), readers.getOrDefault(topic, 0)))
                .toList();
    }

    static List<TopicUse> mostRead(Map<String, Integer> readers, Set<String> living, int limit) {
        var uses = new ArrayList<TopicUse>();
        var budget = new RowBudget();
        readers.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(limit)
                .takeWhile(one -> budget.take(one.getKey()))
                .forEach(one -> uses.add(new TopicUse(one.getKey(), living.contains(one.getKey()), one.getValue())));
        return uses;
    }
}
