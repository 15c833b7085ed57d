package dev.weir.fanout;

import static dev.weir.fanout.FeedFixture.TOPIC;
import static dev.weir.fanout.FeedFixture.event;
import static dev.weir.fanout.FeedFixture.events;
import static dev.weir.fanout.FeedFixture.frames;
import static dev.weir.fanout.FeedFixture.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.journal.JournalUnavailable;
import dev.weir.wire.Event;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

final class CatchUpPagesTest {

    private final ScriptedEventLog journal = new ScriptedEventLog();
    private final CatchUpPages pages = new CatchUpPages(journal);

    @Test
    void a_page_holds_whole_frames_and_says_where_it_ends() {
        journal.store(events(1, 1, 10));

        var page = page(3);

        assertThat(page.bytes().utf8String()).isEqualTo(frames(1, 4, 10));
        assertThat(page.lastSeq()).isEqualTo(10);
        assertThat(page.events()).isEqualTo(7);
    }

    @Test
    void a_page_is_bounded_by_events() {
        journal.store(events(1, 1, 2_000));

        assertThat(page(0).lastSeq()).isEqualTo(500);
        assertThat(page(500).bytes().utf8String()).isEqualTo(frames(1, 501, 1_000));
    }

    @Test
    void a_page_is_bounded_by_bytes() {
        var large = new ArrayList<Event>();
        for (long seq = 1; seq <= 100; seq++) {
            large.add(event(1, seq, "x".repeat(10_000)));
        }
        journal.store(large);

        var page = page(0);

        assertThat(page.bytes().size()).isBetween(CatchUpPages.BYTES_MAX, CatchUpPages.BYTES_MAX + 11_000);
        assertThat(page.events()).isEqualTo(27);
        assertThat(page(27).lastSeq()).isEqualTo(54);
    }

    @Test
    void equal_pages_are_read_and_rendered_once() {
        journal.store(events(1, 1, 10));
        journal.holdBack();
        var first = pages.after(TOPIC, head(1, 10), 0, FrameForm.SSE).toCompletableFuture();
        var second = pages.after(TOPIC, head(1, 10), 0, FrameForm.SSE).toCompletableFuture();
        assertThat(first).isNotDone();

        journal.answer();

        assertThat(first.join().bytes()).isSameAs(second.join().bytes());
        assertThat(page(0).bytes()).as("for a moment").isSameAs(first.join().bytes());
        assertThat(journal.reads()).hasSize(1);
    }

    @Test
    void an_empty_page_is_not_kept() {
        assertThat(page(0).events()).isZero();
        assertThat(page(0).lastSeq()).isZero();

        journal.store(events(1, 1, 1));

        assertThat(page(0).events()).isEqualTo(1);
    }

    @Test
    void a_failure_is_not_kept() {
        journal.store(events(1, 1, 1));
        journal.failNext(1);

        assertThatThrownBy(() -> pages.after(TOPIC, head(1, 1), 0, FrameForm.SSE)
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(JournalUnavailable.class);
        assertThat(page(0).events()).isEqualTo(1);
    }

    /** Who asked says it by a line of Weir's own; the library's would stand beside the log, with a stack. */
    @Test
    void a_failure_is_not_told_by_the_cache() {
        var told = new ArrayList<LogRecord>();
        var cache = Logger.getLogger("com.github.benmanes.caffeine");
        var listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        cache.addHandler(listener);
        try {
            journal.failNext(1);
            assertThat(pages.after(TOPIC, head(1, 1), 0, FrameForm.SSE).toCompletableFuture())
                    .isCompletedExceptionally();
        } finally {
            cache.removeHandler(listener);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void pages_of_different_epochs_are_different() {
        journal.store(events(1, 1, 2));
        journal.store(events(2, 1, 1));

        assertThat(page(0).events()).isEqualTo(2);
        assertThat(pages.after(TOPIC, head(2, 1), 0, FrameForm.SSE)
                        .toCompletableFuture()
                        .join()
                        .events())
                .isEqualTo(1);
    }

    @Test
    void nobody_can_spoil_a_page_for_the_others() {
        journal.store(events(1, 1, 2));
        journal.holdBack();
        CompletableFuture<CatchUpPages.Page> mine =
                pages.after(TOPIC, head(1, 2), 0, FrameForm.SSE).toCompletableFuture();
        var theirs = pages.after(TOPIC, head(1, 2), 0, FrameForm.SSE).toCompletableFuture();

        mine.cancel(true);
        journal.answer();

        assertThat(theirs.join().events()).isEqualTo(2);
    }

    private CatchUpPages.Page page(long afterSeq) {
        return pages.after(TOPIC, head(1, 0), afterSeq, FrameForm.SSE)
                .toCompletableFuture()
                .join();
    }
}
