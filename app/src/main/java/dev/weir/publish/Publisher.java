package dev.weir.publish;

import dev.weir.topic.PublishReply;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where drafts go: {@code dev.weir.topic.Topics}, or a recorder in tests. */
@FunctionalInterface
public interface Publisher {

    /**
     * Stores these drafts, all or none, and answers after the commit.
     *
     * @param drafts at least one
     * @param batchKey an idempotency key for all of them together; then no draft has its own
     * @param mayCreate whether the topic may come to exist by it
     * @param deadline nothing is handed to the journal after it
     * @return fails with {@link java.util.concurrent.TimeoutException} when the outcome is unknown
     */
    CompletionStage<PublishReply> publish(
            TopicName topic,
            List<Draft> drafts,
            @Nullable String batchKey,
            boolean mayCreate,
            Instant arrivedAt,
            Instant deadline);
}
