package dev.weir.operate;

import dev.weir.observe.SupervisionRecord;
import dev.weir.operate.NodeReply.Decision;
import dev.weir.operate.NodeReply.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who supervises whom on a node, and what was decided. */
final class SupervisionTree {

    private SupervisionTree() {}

    static NodeReply.Supervised of(
            SupervisionRecord supervision, NodeQuestion.ListSupervision wanted, NodeReply.Figures figures) {
        return new NodeReply.Supervised(tree(supervision, figures), entries(supervision, wanted));
    }

    private static List<Kind> tree(SupervisionRecord supervision, NodeReply.Figures figures) {
        var state = figures.state();
        return List.of(
                kind(
                        supervision,
                        "shard",
                        null,
                        "started again by the cluster",
                        state.shards().size()),
                kind(supervision, "topic", "shard", "restarted with backoff, and recovers", state.topics()),
                kind(supervision, "topic-feeds", null, "stopped: the node needs a restart", 1),
                kind(supervision, "topic-feed", "topic-feeds", "restarted with backoff", state.feeds()),
                kind(supervision, "connections", null, "stopped: the node needs a restart", 1),
                kind(
                        supervision,
                        "connection",
                        "connections",
                        "stopped: an end with a name, which its parent counts",
                        (int) figures.sample().connections()));
    }

    private static Kind kind(
            SupervisionRecord supervision, String actor, @Nullable String parent, String onFailure, int running) {
        return new Kind(
                actor,
                parent,
                onFailure,
                running,
                supervision.count(actor, "restart"),
                supervision.count(actor, "stop"),
                supervision.count(actor, "evict"));
    }

    private static List<Decision> entries(SupervisionRecord supervision, NodeQuestion.ListSupervision wanted) {
        var entries = new ArrayList<Decision>();
        var budget = new RowBudget();
        for (var entry : supervision.newest(SupervisionRecord.ENTRIES_MAX)) {
            boolean matches = (wanted.actor() == null || wanted.actor().equals(entry.actor()))
                    && (wanted.decision() == null || wanted.decision().equals(entry.decision()));
            if (matches && entries.size() < wanted.limit() && budget.take(entry.which() + entry.reason())) {
                entries.add(new Decision(entry.time(), entry.actor(), entry.which(), entry.decision(), entry.reason()));
            }
        }
        return entries;
    }
}
