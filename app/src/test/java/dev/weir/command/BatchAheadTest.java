package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BatchAheadTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final Draft DRAFT = Draft.of(Content.JSON, "1");

    private static List<Long> takenLines(BatchAhead ahead) throws InterruptedException {
        return Objects.requireNonNull(ahead.take()).lines();
    }

    private static CompletableFuture<Boolean> addLater(BatchAhead ahead, long line, int bytes) {
        var added = new CompletableFuture<Boolean>();
        var thread = new Thread(() -> {
            try {
                added.complete(ahead.add(line, DRAFT, bytes, 0));
            } catch (InterruptedException e) {
                added.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> added.isDone() || thread.getState() == Thread.State.WAITING);
        return added;
    }

    @Test
    void a_full_batch_goes_at_once_and_the_reader_waits_with_the_next_line() throws InterruptedException {
        var ahead = new BatchAhead(2, 1_000, NEVER);
        ahead.add(1, DRAFT, 1, 1);
        ahead.add(3, DRAFT, 1, 2);
        var third = addLater(ahead, 4, 1);
        assertThat(third).isNotDone();

        assertThat(ahead.take()).isEqualTo(new Batch(List.of(DRAFT, DRAFT), List.of(1L, 3L), 2));
        assertThat(third).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void bytes_fill_a_batch_too_and_a_longer_line_goes_alone() throws InterruptedException {
        var ahead = new BatchAhead(100, 10, NEVER);
        ahead.add(1, DRAFT, 4, 4);
        ahead.add(2, DRAFT, 4, 8);
        var third = addLater(ahead, 3, 50);

        assertThat(takenLines(ahead)).containsExactly(1L, 2L);
        assertThat(third).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        assertThat(takenLines(ahead)).containsExactly(3L);
    }

    @Test
    void a_batch_that_is_not_full_goes_after_a_while_or_with_the_end() throws InterruptedException {
        var trickling = new BatchAhead(100, 1_000, Duration.ofMillis(1));
        trickling.add(1, DRAFT, 1, 1);
        assertThat(takenLines(trickling)).containsExactly(1L);

        var ended = new BatchAhead(100, 1_000, NEVER);
        ended.add(1, DRAFT, 1, 1);
        ended.end(new BatchAhead.InputEnd(1, null));
        assertThat(takenLines(ended)).containsExactly(1L);
        assertThat(ended.take()).isNull();
    }

    @Test
    void a_stop_lets_everybody_go() throws InterruptedException {
        var ahead = new BatchAhead(1, 1_000, NEVER);
        ahead.add(1, DRAFT, 1, 1);
        var waiting = addLater(ahead, 2, 1);

        ahead.stop();

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
        assertThat(ahead.take()).isNull();
    }
}
