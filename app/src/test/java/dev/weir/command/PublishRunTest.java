package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.PublishResult;
import dev.weir.client.PublishResult.Refused;
import dev.weir.client.PublishResult.Stored;
import dev.weir.client.PublishResult.StoredPerhaps;
import dev.weir.client.PublishResult.Unsettled;
import dev.weir.command.PublishOutcome.Ending;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class PublishRunTest {

    private static final Duration NO_GRACE = Duration.ZERO;

    private final BatchAhead ahead = new BatchAhead(2, 1_000, Duration.ofDays(1));
    private final Queue<CompletionStage<PublishResult>> answers = new ArrayDeque<>();
    private final List<Long> saved = new ArrayList<>();

    private final PublishRun.Watcher watcher = new PublishRun.Watcher() {
        @Override
        public void stored(PublishTally tally) throws IOException {
            if (saved.size() == 2) {
                throw new IOException("checkpoint: f: No space left on device");
            }
            saved.add(tally.storedThrough());
        }

        @Override
        public void waiting(PublishTally tally, Duration unanswered) {
            run.stop();
        }
    };

    private final PublishRun run = new PublishRun(ahead, drafts -> answers.remove(), watcher, 10, NO_GRACE);

    private void input(int lines, String problem) {
        var reader = new Thread(() -> {
            try {
                for (int line = 11; line < 11 + lines; line++) {
                    ahead.add(line, Draft.of(Content.JSON, "1"), 1, line);
                }
                ahead.end(new BatchAhead.InputEnd(10 + lines, problem.isEmpty() ? null : problem));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private void answer(PublishResult result) {
        answers.add(CompletableFuture.completedFuture(result));
    }

    private static Stored stored(String first, String last) {
        return new Stored(first, last, 2, 0);
    }

    @Test
    void batches_are_acknowledged_one_after_the_other() throws InterruptedException {
        answer(new Stored(null, null, 0, 2));
        answer(new Stored("1-3", "1-3", 1, 0));
        input(3, "");

        var outcome = run.run();

        assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(outcome.tally()).isEqualTo(new PublishTally(13, 1, 2, "1-3", "1-3", 13));
        assertThat(saved).containsExactly(12L, 13L);
    }

    @Test
    void what_may_be_stored_is_one_batch() throws InterruptedException {
        answer(stored("1-1", "1-2"));
        answer(new Unsettled(StoredPerhaps.ONCE_OR_NOT, "cannot connect"));
        input(6, "");

        var outcome = run.run();

        assertThat(outcome.ending().status()).isEqualTo(1);
        assertThat(outcome.stored())
                .isEqualTo("lines 1 to 12 are stored, lines 13 to 14 perhaps, the rest was not sent");
        assertThat(outcome.goOn("r")).isEqualTo("--run r --from-line 13");
    }

    @Test
    void what_is_surely_not_stored_is_not_in_doubt() throws InterruptedException {
        answer(new Unsettled(StoredPerhaps.NO, "cannot connect"));
        input(1, "");

        assertThat(run.run().stored()).isEqualTo("lines 1 to 10 are stored, nothing behind them is stored");
    }

    @Test
    void a_refusal_names_the_line_of_the_input() throws InterruptedException {
        answer(stored("1-1", "1-2"));
        answer(new Refused(413, "urn:weir:problem:event-too-large", "line 2: event data: 3 bytes (expected: less)"));
        input(4, "");

        var outcome = run.run();

        assertThat(outcome.ending().status()).isEqualTo(3);
        assertThat(outcome.why()).isEqualTo("line 14 refused with 413: event data: 3 bytes (expected: less)");
    }

    @Test
    void a_refusal_of_the_whole_names_all_its_lines() throws InterruptedException {
        answer(new Refused(403, "urn:weir:problem:denied", "t: no grant (expected: one)"));
        input(2, "");

        assertThat(run.run().why()).isEqualTo("lines 11 to 12 refused with 403: t: no grant (expected: one)");
    }

    @Test
    void what_comes_before_a_malformed_line_is_published_first() throws InterruptedException {
        answer(stored("1-1", "1-2"));
        answer(stored("1-3", "1-3"));
        input(3, "f line 14: bad");

        var outcome = run.run();

        assertThat(outcome.ending()).isEqualTo(Ending.BAD_INPUT);
        assertThat(outcome.why()).isEqualTo("f line 14: bad");
        assertThat(outcome.stored()).isEqualTo("lines 1 to 13 are stored, nothing behind them was sent");
    }

    @Test
    void an_interrupt_leaves_the_batch_in_flight_in_doubt_when_its_grace_is_over() throws InterruptedException {
        answer(stored("1-1", "1-2"));
        answers.add(new CompletableFuture<>());
        input(6, "");

        var outcome = run.run();

        assertThat(outcome.ending().status()).isEqualTo(130);
        assertThat(outcome.doubtThrough()).isEqualTo(14);
    }

    @Test
    void a_checkpoint_that_cannot_be_written_stops_behind_what_is_stored() throws InterruptedException {
        answer(stored("1-1", "1-2"));
        answer(stored("1-3", "1-4"));
        answer(stored("1-5", "1-6"));
        input(8, "");

        var outcome = run.run();

        assertThat(outcome.ending()).isEqualTo(Ending.NO_CHECKPOINT);
        assertThat(outcome.goOn("r")).isEqualTo("--run r --from-line 17");
    }
}
