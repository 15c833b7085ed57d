package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Where a stream begins in each of its topics, as far as it has been found out. For one thread. */
final class FoundTopics {

    private final Connections.Open wanted;

    /** At most one for each topic. */
    private final Map<TopicName, Joining.Found> found = new HashMap<>();

    FoundTopics(Connections.Open wanted) {
        this.wanted = wanted;
    }

    void add(Joining.Found one) {
        found.put(one.plan().topic(), one);
    }

    boolean complete() {
        return found.size() == wanted.granted().size();
    }

    /** Only when complete. In the order of the request. */
    List<StreamPlan> plans() {
        return inOrder().stream().map(Joining.Found::plan).toList();
    }

    /** Only when complete. */
    StreamStart start() {
        var positions = new HashMap<TopicName, Position>();
        found.forEach((topic, one) -> positions.put(topic, one.plan().position()));
        boolean several = wanted.request().topics().size() > 1;
        return new StreamStart(
                several ? Cursor.ofSome(positions) : Cursor.of(positions),
                inOrder().stream()
                        .map(Joining.Found::gap)
                        .filter(Objects::nonNull)
                        .toList(),
                wanted.denied(),
                inOrder().stream()
                        .map(Joining.Found::snapshot)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private List<Joining.Found> inOrder() {
        return wanted.granted().stream()
                .map(topic -> Objects.requireNonNull(found.get(topic)))
                .toList();
    }
}
