package dev.weir.topic;

import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Draft;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.japi.function.Function2;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Supervision;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/**
 * One run of a sink: takes what has come while the publish before was under way, and publishes it as one batch.
 *
 * <p>There is never more than one publish under way, which is what keeps the order through retries.
 */
final class TopicSink {

    private final TopicName topic;
    private final Retries retries;

    /** Written by one publish after the other, read when the stream is over. */
    private volatile PublishCount count = PublishCount.NONE;

    private TopicSink(TopicName topic, Retries retries) {
        this.topic = topic;
        this.retries = retries;
    }

    static Sink<Draft, CompletionStage<PublishCount>> of(TopicName topic, Retries retries) {
        return Sink.<Draft, CompletionStage<PublishCount>>fromMaterializer(
                        (materializer, attributes) -> new TopicSink(topic, retries).stages())
                .mapMaterializedValue(made -> made.thenCompose(outcome -> outcome));
    }

    private Sink<Draft, CompletionStage<PublishCount>> stages() {
        long eventsMax = retries.settings().sinkEventsMax();
        long bytesMax = retries.settings().sinkBytesMax();
        Function2<List<Draft>, Draft, List<Draft>> add = (batch, draft) -> {
            batch.add(draft);
            return batch;
        };
        // One weight for two bounds: no event weighs less than a batch's share, nor less than its bytes.
        return Flow.<Draft>create()
                .<List<Draft>>batchWeighted(
                        eventsMax * bytesMax,
                        draft -> Math.max(bytesMax, draft.textBytes() * eventsMax),
                        first -> add.apply(new ArrayList<>(), first),
                        add)
                .mapAsync(1, this::publish)
                // A decider that resumes would lose a batch and go on behind it.
                .withAttributes(ActorAttributes.withSupervisionStrategy(Supervision.getStoppingDecider()))
                .toMat(Sink.ignore(), Keep.right())
                .mapMaterializedValue(this::outcome);
    }

    private CompletionStage<Done> publish(List<Draft> batch) {
        var good = new ArrayList<Draft>(batch.size());
        var refused = retries.check(batch, good);
        var published = good.isEmpty()
                ? CompletableFuture.completedFuture(Done.getInstance())
                : retries.publishChecked(topic, good).thenApply(this::acknowledged);
        return refused == null
                ? published
                : published.thenApply(done -> {
                    throw failed(refused);
                });
    }

    private Done acknowledged(PublishReply reply) {
        if (reply instanceof Refused refused) {
            throw failed(refused);
        }
        count = count.plus((Published) reply);
        return Done.getInstance();
    }

    private PublishFailed failed(Refused refused) {
        return new PublishFailed(refused, count.acknowledged());
    }

    private CompletionStage<PublishCount> outcome(CompletionStage<Done> done) {
        return done.handle((end, failure) -> {
            if (failure != null) {
                throw new CompletionException(cause(failure));
            }
            return count;
        });
    }

    private Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof AbruptStageTerminationException ? failed(ended()) : cause;
    }

    private static Refused ended() {
        return new Refused(
                Refusal.OUTCOME_UNKNOWN,
                "actor system: ended (expected: to be started again, and the same drafts published with the same keys)");
    }
}
