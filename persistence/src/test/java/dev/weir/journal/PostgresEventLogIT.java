package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.PostgresForTests;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresEventLogIT {

    private static final TopicName TOPIC = new TopicName("t");

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private final AtomicInteger reads = new AtomicInteger();
    private DatabaseSettings database;
    private PostgresEventLog log;

    @BeforeEach
    void open() {
        database = POSTGRES.freshDatabase();
        log = new PostgresEventLog(database.url(), database.user(), database.password(), new JournalObserver() {
            @Override
            public void committed(int events, Duration oldestWait, Duration took) {}

            @Override
            public void read() {
                reads.incrementAndGet();
            }

            @Override
            public void failed() {}

            @Override
            public void supervised(String actor, String which, String decision, String reason) {}
        });
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void pages_through_a_topic_in_order() throws SQLException {
        plant(1, events(1, 1_234));
        var head = new TopicHead(1, 0, 1, 1_234, false);

        var seen = new ArrayList<Long>();
        long after = 0;
        for (var page = page(head, after, 100); !page.isEmpty(); page = page(head, after, 100)) {
            page.forEach(event -> seen.add(event.seq()));
            after = seen.get(seen.size() - 1);
        }

        assertThat(seen)
                .hasSize(1_234)
                .startsWith(1L)
                .endsWith(1_234L)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void reads_past_rows_that_are_no_events() throws SQLException {
        plant(1, new JournalEntry.Configured(TopicConfiguration.DEFAULT, Instant.EPOCH));
        plant(2, events(1, 2));
        for (int row = 4; row < 40; row++) {
            plant(row, new JournalEntry.Configured(TopicConfiguration.DEFAULT, Instant.EPOCH));
        }
        plant(40, events(3, 4));

        var page = page(new TopicHead(1, 0, 1, 4, false), 2, 10);

        assertThat(page).extracting(Event::seq).containsExactly(3L, 4L);
    }

    @Test
    void ends_a_page_at_about_a_mebibyte_but_gives_at_least_one_event() throws SQLException {
        var large = "x".repeat(700_000);
        plant(1, event(1, large), event(2, large), event(3, large));
        var head = new TopicHead(1, 0, 1, 3, false);

        assertThat(page(head, 0, 100)).hasSize(2);
        assertThat(page(head, 2, 100)).hasSize(1);
    }

    @Test
    void says_nothing_about_what_was_pruned() throws SQLException {
        plant(6, events(6, 9));

        assertThat(page(new TopicHead(1, 0, 6, 9, false), 2, 10))
                .extracting(Event::seq)
                .containsExactly(6L, 7L, 8L, 9L);
    }

    @Test
    void fails_at_a_hole() throws SQLException {
        plant(1, events(1, 2));
        plant(4, events(4, 5));
        var head = new TopicHead(1, 0, 1, 5, false);

        for (long after : new long[] {0, 2}) {
            assertThat(log.after(TOPIC, head, after, 10))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withCauseInstanceOf(JournalHole.class);
        }
    }

    @Test
    void reads_equal_pages_once_that_are_asked_for_at_once() throws SQLException {
        plant(1, events(1, 500));
        var head = new TopicHead(1, 0, 1, 500, false);

        var pages = new ArrayList<CompletionStage<List<Event>>>();
        for (int i = 0; i < 300; i++) {
            pages.add(log.after(TOPIC, head, 0, 500));
        }

        for (var page : pages) {
            assertThat(page).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(page(head, 0, 500));
        }
        assertThat(reads.get()).isLessThan(600);
    }

    @Test
    void refuses_more_readers_than_may_wait() throws SQLException {
        plant(1, events(1, 5_000));
        var head = new TopicHead(1, 0, 1, 5_000, false);

        var pages = new ArrayList<CompletionStage<List<Event>>>();
        for (int i = 0; i < 4_000; i++) {
            pages.add(log.after(TOPIC, head, i, 1_000));
        }

        long refused = pages.stream()
                .filter(page -> page.toCompletableFuture()
                        .handle((events, failure) -> failure instanceof JournalUnavailable)
                        .join())
                .count();
        assertThat(refused).isBetween(1L, 3_000L);
    }

    @Test
    void finds_the_place_of_a_time() throws SQLException {
        plant(1, events(1, 100));
        var head = new TopicHead(1, 0, 1, 100, false);

        assertThat(before(head, 0)).isEqualTo(0);
        assertThat(before(head, 1_001)).isEqualTo(0);
        assertThat(before(head, 1_002)).isEqualTo(1);
        assertThat(before(head, 1_050)).isEqualTo(49);
        assertThat(before(head, 1_101)).isEqualTo(100);
        assertThat(before(new TopicHead(1, 0, 40, 100, false), 0)).isEqualTo(39);
        assertThat(before(TopicHead.EMPTY, 0)).isEqualTo(0);
    }

    @Test
    void says_so_when_postgres_does_not_answer() {
        try (var nowhere =
                new PostgresEventLog("jdbc:postgresql://127.0.0.1:1/none", "nobody", "", JournalObserver.NONE)) {
            assertThat(nowhere.after(TOPIC, TopicHead.EMPTY, 0, 1))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(JournalUnavailable.class);
        }
    }

    private List<Event> page(TopicHead head, long after, int limit) {
        return log.after(TOPIC, head, after, limit).toCompletableFuture().join();
    }

    private long before(TopicHead head, long millis) {
        return log.lastBefore(TOPIC, head, Instant.ofEpochMilli(millis))
                .toCompletableFuture()
                .join();
    }

    private void plant(long firstRow, JournalEntry... entries) throws SQLException {
        PlantedRows.insert(database, TOPIC.text(), firstRow, entries);
    }

    private static JournalEntry[] events(int first, int last) {
        var entries = new JournalEntry[last - first + 1];
        for (int seq = first; seq <= last; seq++) {
            entries[seq - first] = event(seq, "event " + seq);
        }
        return entries;
    }

    private static Appended event(long seq, String data) {
        var time = Instant.ofEpochMilli(1_000 + seq);
        return new Appended(new Event(new Position(1, seq), time, Content.TEXT, data, null, null), null);
    }
}
