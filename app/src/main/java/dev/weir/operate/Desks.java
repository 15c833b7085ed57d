package dev.weir.operate;

import static dev.weir.operate.OperateRoute.Place.delete;
import static dev.weir.operate.OperateRoute.Place.get;
import static dev.weir.operate.OperateRoute.Place.post;

import dev.weir.http.BodyReader;
import dev.weir.http.Problems;
import dev.weir.journal.EventLog;
import dev.weir.journal.JournalInspection;
import dev.weir.operate.OperateRoute.Place;
import dev.weir.topic.Topics;
import dev.weir.wire.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What operators can ask for and do, and who answers it. */
public final class Desks {

    private final Nodes nodes;
    private final StreamDesk streams;
    private final TopicList topicList;
    private final TopicDesk topics;
    private final TopicActs acts;
    private final TraceDesk trace;
    private final ClusterDesk cluster;
    private final SupervisionDesk supervision;
    private final JournalDesk journal;
    private final SampleStream samples;
    private final RevocationDesk revocations;

    /** @param journalUp whether PostgreSQL answered lately */
    public Desks(
            Nodes nodes,
            Topics topics,
            EventLog events,
            JournalInspection inspection,
            Sampler sampler,
            BooleanSupplier journalUp,
            RevocationDesk revocations,
            BodyReader body,
            Clock clock) {
        var owners = new TopicOwners(topics, clock);
        this.nodes = nodes;
        this.streams = new StreamDesk(nodes);
        var index = new TopicIndex(() -> inspection.topics(TopicIndex.TOPICS_MAX), System::nanoTime);
        this.topicList = new TopicList(nodes, index);
        this.topics = new TopicDesk(nodes, owners, events, clock);
        this.acts = new TopicActs(owners, body);
        this.trace = new TraceDesk(nodes, owners, events, inspection);
        this.cluster = new ClusterDesk(nodes, clock);
        this.supervision = new SupervisionDesk(nodes);
        this.journal = new JournalDesk(inspection, sampler, journalUp);
        this.samples = new SampleStream(sampler, clock.instant().getEpochSecond());
        this.revocations = revocations;
    }

    List<Place> places() {
        return List.of(
                get("overview", cluster::overview),
                get("overview/stream", samples::open),
                get("cluster", cluster::cluster),
                get("connections", streams::list),
                get("connections/{}", streams::one),
                delete("connections/{}", streams::end),
                get("topics", topicList::list),
                get("topics/{}", topics::one),
                get("topics/{}/events", topics::events),
                post("topics/{}/events", acts::publish),
                post("topics/{}/close", acts::close),
                get("trace/{}/{}", trace::trace),
                get("supervision", supervision::list),
                get("journal", journal::look),
                get("openapi.json", call -> OpenApi.answer()),
                post("revocations", call -> revocations.revoke(call.request(), call.by())),
                post("drain", this::drain));
    }

    /** This node, or the one that {@code node} names. */
    private CompletionStage<HttpResponse> drain(Call call) {
        var wanted = Parameters.text(call.target(), "node");
        var node = wanted == null ? nodes.self() : wanted;
        return nodes.one(node, NodeReply.Done.class, replyTo -> new NodeQuestion.Leave(call.by(), replyTo))
                .thenApply(answers -> {
                    if (answers.isEmpty()) {
                        return Problems.of(Refusal.NOT_FOUND, "node: " + node + " (expected: one of /api/cluster)");
                    }
                    return answers.get(0).reply() == null
                            ? Problems.of(Refusal.NODE_BUSY, "node: does not answer (expected: another try later)")
                            : Answers.json(202, "{\"draining\":true}");
                });
    }
}
