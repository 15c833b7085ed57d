package dev.weir.operate;

import dev.weir.subscribe.StreamView;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How many events one stream is behind in each of its topics, by the word of the node's feeds. */
final class StreamLag {

    private StreamLag() {}

    /** Topics that nobody knows anything about are left out. */
    static CompletionStage<Map<String, Long>> of(StreamView stream, LocalNode node) {
        CompletionStage<Map<String, Long>> all = CompletableFuture.completedFuture(new TreeMap<>());
        for (var topic : stream.facts().seat().topics()) {
            all = all.thenCombine(behind(stream, topic, node), (lags, lag) -> {
                if (lag >= 0) {
                    lags.put(topic.text(), lag);
                }
                return lags;
            });
        }
        return all;
    }

    private static CompletionStage<Long> behind(StreamView stream, TopicName topic, LocalNode node) {
        var position = stream.life().position().positions().getOrDefault(topic, Position.START);
        return node.feed(topic)
                .thenApply(feed -> feed.there() && feed.epoch() == position.epoch()
                        ? Math.max(0, feed.head() - position.seq())
                        : -1L)
                .exceptionally(silent -> -1L);
    }
}
