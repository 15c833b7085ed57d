package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.topic.PublishBounds;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.PublishReply.Replay;
import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class CommitTest {

    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123Z");
    private static final TopicSettings SETTINGS = TopicSettings.DEFAULT;

    private final TestInbox<PublishReply> publisher = TestInbox.create();

    @Test
    void numbers_drafts_from_one_without_holes() {
        var commit = commit(TopicState.EMPTY, publish(draft("a"), draft("b")), publish(draft("c")));

        assertThat(commit.events()).extracting(Event::seq).containsExactly(1L, 2L, 3L);
        assertThat(replies(commit))
                .containsExactly(new Published(1, 1, 2, true, List.of()), new Published(1, 3, 1, false, List.of()));
    }

    @Test
    void replays_a_key_that_was_seen_with_the_same_draft() {
        var state = after(TopicState.EMPTY, publish(draft("a"), keyed("b", "k")));

        var commit = commit(state, publish(keyed("b", "k")));

        assertThat(commit.entries()).isEmpty();
        assertThat(replies(commit)).containsExactly(new Published(1, 0, 0, false, List.of(new Replay(0, 2))));
    }

    @Test
    void replays_a_key_that_the_very_same_commit_stores() {
        var commit = commit(TopicState.EMPTY, publish(keyed("a", "k")), publish(keyed("a", "k")));

        assertThat(commit.entries()).hasSize(1);
        assertThat(replies(commit))
                .containsExactly(
                        new Published(1, 1, 1, true, List.of()),
                        new Published(1, 0, 0, false, List.of(new Replay(0, 1))));
    }

    @Test
    void refuses_a_key_that_was_seen_with_other_data_type_or_event_key() {
        var state = after(TopicState.EMPTY, publish(new Draft(Content.TEXT, "a", "t", "e", "k")));

        for (var other : List.of(
                new Draft(Content.TEXT, "b", "t", "e", "k"),
                new Draft(Content.TEXT, "a", "u", "e", "k"),
                new Draft(Content.TEXT, "a", null, "e", "k"),
                new Draft(Content.TEXT, "a", "t", "f", "k"))) {
            assertThat(refusals(commit(state, publish(other)))).containsExactly(Refusal.KEY_REUSED);
        }
    }

    @Test
    void stores_nothing_of_a_batch_of_which_one_key_is_refused() {
        var state = after(TopicState.EMPTY, publish(keyed("a", "k")));

        var commit = commit(state, publish(draft("x"), keyed("not a", "k")), publish(draft("y")));

        assertThat(refusals(commit)).containsExactly(Refusal.KEY_REUSED);
        assertThat(commit.events()).extracting(Event::data).containsExactly("y");
    }

    @Test
    void stores_the_new_lines_of_a_batch_and_names_the_replayed_ones() {
        var state = after(TopicState.EMPTY, publish(keyed("a", "1"), keyed("b", "2")));

        var commit = commit(state, publish(keyed("c", "3"), keyed("a", "1"), keyed("d", "4")));

        assertThat(commit.events()).extracting(Event::data).containsExactly("c", "d");
        assertThat(replies(commit)).containsExactly(new Published(1, 3, 2, false, List.of(new Replay(1, 1))));
    }

    @Test
    void covers_a_batch_by_one_key() {
        var state = after(TopicState.EMPTY, batch("k", draft("a"), draft("b")));

        assertThat(replies(commit(state, batch("k", draft("a"), draft("b")))))
                .containsExactly(new Published(1, 0, 0, false, List.of(new Replay(0, 1), new Replay(1, 2))));
        assertThat(refusals(commit(state, batch("k", draft("a"))))).containsExactly(Refusal.KEY_REUSED);
        assertThat(refusals(commit(state, batch("k", draft("a"), draft("b"), draft("c")))))
                .containsExactly(Refusal.KEY_REUSED);
        assertThat(refusals(commit(state, batch("k", draft("b"), draft("a"))))).containsExactly(Refusal.KEY_REUSED);
    }

    @Test
    void forgets_keys_beyond_the_window_and_only_those() {
        var settings = new TopicSettings(true, PublishBounds.DEFAULT, 2, 10, 1_000, 10, SETTINGS.holdMax(), 100);
        var state = TopicState.EMPTY;
        for (var key : List.of("1", "2", "3")) {
            state = apply(state, Commit.of(state, List.of(publish(keyed("a", key))), settings, NOW), 2);
        }

        assertThat(Commit.of(state, List.of(publish(keyed("a", "2"))), settings, NOW)
                        .entries())
                .isEmpty();
        assertThat(Commit.of(state, List.of(publish(keyed("a", "1"))), settings, NOW)
                        .entries())
                .hasSize(1);
        assertThat(state.keys().size()).isEqualTo(2);
    }

    @Test
    void refuses_what_comes_after_its_deadline() {
        var late = new Publish(List.of(draft("a")), null, true, NOW, NOW.minusNanos(1), publisher.getRef());
        var inTime = new Publish(List.of(draft("b")), null, true, NOW, NOW.plusMillis(1), publisher.getRef());

        var commit = commit(TopicState.EMPTY, late, inTime);

        assertThat(refusals(commit)).containsExactly(Refusal.DEADLINE_PASSED);
        assertThat(commit.events()).extracting(Event::data).containsExactly("b");
    }

    @Test
    void refuses_new_events_of_a_closed_topic_but_still_replays() {
        var state = after(TopicState.EMPTY, publish(keyed("a", "k"))).after(new Closed(NOW), 10);

        assertThat(refusals(commit(state, publish(draft("b"))))).containsExactly(Refusal.TOPIC_CLOSED);
        assertThat(replies(commit(state, publish(keyed("a", "k")))))
                .containsExactly(new Published(1, 0, 0, false, List.of(new Replay(0, 1))));
    }

    @Test
    void creates_no_topic_when_it_may_not() {
        var settings = new TopicSettings(false, PublishBounds.DEFAULT, 10, 10, 1_000, 10, SETTINGS.holdMax(), 100);
        var created = TopicState.EMPTY.after(new Configured(TopicConfiguration.DEFAULT, NOW), 10);

        assertThat(refusals(Commit.of(TopicState.EMPTY, List.of(publish(draft("a"))), settings, NOW)))
                .containsExactly(Refusal.NO_SUCH_TOPIC);
        assertThat(Commit.of(created, List.of(publish(draft("a"))), settings, NOW)
                        .entries())
                .hasSize(1);
    }

    @Test
    void refuses_what_would_make_the_state_of_a_keyed_topic_too_large() {
        var settings = SETTINGS.keeping(
                new KeepingSettings(KeepingSettings.DEFAULT.retention(), 2, 20, Duration.ofSeconds(1)));
        var state = TopicState.EMPTY.after(new Configured(new TopicConfiguration(null, null, true), NOW), 10);
        state = apply(state, Commit.of(state, List.of(publish(about("a", "1"), about("b", "1"))), settings, NOW), 10);

        for (var tooMuch : List.of(
                publish(about("c", "1")),
                publish(about("a", "123456789012345678")),
                publish(draft("x"), about("c", "1"), about("d", "1")))) {
            var commit = Commit.of(state, List.of(tooMuch, publish(draft("beside"))), settings, NOW);
            assertThat(refusals(commit)).containsExactly(Refusal.STATE_FULL);
            assertThat(commit.events()).extracting(Event::data).containsExactly("beside");
        }
        for (var enough : List.of(
                publish(about("a", "2")),
                publish(about("c", "null")),
                publish(about("a", "null"), about("c", "1")),
                publish(about("c", "1"), about("a", "null")))) {
            assertThat(refusals(Commit.of(state, List.of(enough), settings, NOW)))
                    .isEmpty();
        }
    }

    @Test
    void lets_a_state_shrink_that_is_above_bounds_that_were_lowered() {
        var keyed = TopicState.EMPTY.after(new Configured(new TopicConfiguration(null, null, true), NOW), 10);
        var state = after(keyed, publish(about("a", "1"), about("b", "1"), about("c", "1")));
        var settings = SETTINGS.keeping(
                new KeepingSettings(KeepingSettings.DEFAULT.retention(), 1, 20, Duration.ofSeconds(1)));

        assertThat(refusals(Commit.of(state, List.of(publish(about("a", "null"))), settings, NOW)))
                .isEmpty();
        assertThat(refusals(Commit.of(state, List.of(publish(about("a", "2"))), settings, NOW)))
                .isEmpty();
        assertThat(refusals(Commit.of(state, List.of(publish(about("d", "1"))), settings, NOW)))
                .containsExactly(Refusal.STATE_FULL);
    }

    @Test
    void never_lets_time_go_back() {
        var state = after(TopicState.EMPTY, publish(draft("a")));

        var commit = Commit.of(state, List.of(publish(draft("b"))), SETTINGS, NOW.minusSeconds(3600));

        assertThat(commit.events()).extracting(Event::time).containsExactly(NOW);
    }

    private Publish publish(Draft... drafts) {
        return new Publish(Arrays.asList(drafts), null, true, NOW, NOW.plusSeconds(86_400), publisher.getRef());
    }

    private Publish batch(String key, Draft... drafts) {
        return new Publish(Arrays.asList(drafts), key, true, NOW, NOW.plusSeconds(86_400), publisher.getRef());
    }

    private static Draft draft(String data) {
        return Draft.of(Content.TEXT, data);
    }

    private static Draft about(String eventKey, String json) {
        return new Draft(Content.JSON, json, null, eventKey, null);
    }

    private static Draft keyed(String data, String idempotencyKey) {
        return new Draft(Content.TEXT, data, null, null, idempotencyKey);
    }

    private static Commit commit(TopicState state, Publish... publishes) {
        return Commit.of(state, Arrays.asList(publishes), SETTINGS, NOW);
    }

    private static TopicState after(TopicState state, Publish... publishes) {
        return apply(state, commit(state, publishes), SETTINGS.keysMax());
    }

    private static TopicState apply(TopicState state, Commit commit, int keysMax) {
        var after = state;
        for (var entry : commit.entries()) {
            after = after.after(entry, keysMax);
        }
        return after;
    }

    private static List<PublishReply> replies(Commit commit) {
        return commit.answers().stream().map(Commit.Answer::reply).toList();
    }

    private static List<Refusal> refusals(Commit commit) {
        return commit.refusals().stream()
                .map(answer -> ((Refused) answer.reply()).refusal())
                .toList();
    }
}
