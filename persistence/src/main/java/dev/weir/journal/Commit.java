package dev.weir.journal;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.topic.PublishReply;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.topic.PublishReply.Replay;
import dev.weir.topic.TopicCommand.Publish;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * One commit of a topic: the publishes that waited, each numbered whole or refused whole, in the order in which they
 * came. Pure: it decides what to store and what to answer, and does neither.
 */
final class Commit {

    private final TopicSettings settings;
    private final Instant now;
    private final List<Appended> entries = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Answer> refusals = new ArrayList<>();
    private TopicState state;
    private Instant oldestArrival = Instant.MAX;

    private Commit(TopicState state, TopicSettings settings, Instant now) {
        this.state = state;
        this.settings = settings;
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What a publisher is told. */
    record Answer(ActorRef<PublishReply> replyTo, PublishReply reply) {
        void send() {
            replyTo.tell(reply);
        }
    }

    /** Numbers these publishes after {@code state}. */
    static Commit of(TopicState state, List<Publish> publishes, TopicSettings settings, Instant now) {
        var commit = new Commit(state, settings, now);
        publishes.forEach(commit::add);
        return commit;
    }

    /** What to store, in order; may be empty. */
    List<Appended> entries() {
        return entries;
    }

    /** To be sent after the commit, and only then: a replay may repeat what this very commit stores. */
    List<Answer> answers() {
        return answers;
    }

    /** To be sent at once: nothing of these is stored. */
    List<Answer> refusals() {
        return refusals;
    }

    List<Event> events() {
        return entries.stream().map(Appended::event).toList();
    }

    /** When the oldest publish that is stored here reached Weir; {@link Instant#MAX} when none is. */
    Instant oldestArrival() {
        return oldestArrival;
    }

    private void add(Publish publish) {
        if (now.isAfter(publish.deadline())) {
            refuse(publish, Refusal.DEADLINE_PASSED, "deadline: passed before the commit (nothing was stored)");
            return;
        }
        var batchKey = publish.batchKey();
        if (batchKey == null) {
            addOneByOne(publish);
        } else {
            addUnderOneKey(publish, Fingerprint.of(batchKey));
        }
    }

    private void addUnderOneKey(Publish publish, Fingerprint key) {
        var content = Fingerprint.of(publish.drafts());
        var use = state.keys().find(key);
        if (use == null) {
            store(publish, List.of(), new KeyMark(key, content, publish.drafts().size()));
        } else if (use.mark().content().equals(content)
                && use.mark().count() == publish.drafts().size()) {
            var replays = new ArrayList<Replay>();
            for (int i = 0; i < use.mark().count(); i++) {
                replays.add(new Replay(i, use.first() + i));
            }
            answer(publish, new Published(state.epoch(), 0, 0, false, replays));
        } else {
            refuseReusedKey(publish);
        }
    }

    private void addOneByOne(Publish publish) {
        var replays = new ArrayList<Replay>();
        var running = state;
        var fresh = new ArrayList<Appended>();
        for (int i = 0; i < publish.drafts().size(); i++) {
            var draft = publish.drafts().get(i);
            var mark = mark(draft);
            var use = mark == null ? null : running.keys().find(mark.key());
            if (mark != null && use != null) {
                if (!use.mark().equals(mark)) {
                    refuseReusedKey(publish);
                    return;
                }
                replays.add(new Replay(i, use.first()));
            } else {
                var entry = new Appended(number(running, draft), mark);
                fresh.add(entry);
                running = running.after(entry, settings.keysMax());
            }
        }
        store(publish, replays, fresh, running);
    }

    private void store(Publish publish, List<Replay> replays, KeyMark mark) {
        var running = state;
        var fresh = new ArrayList<Appended>();
        for (var draft : publish.drafts()) {
            var entry = new Appended(number(running, draft), fresh.isEmpty() ? mark : null);
            fresh.add(entry);
            running = running.after(entry, settings.keysMax());
        }
        store(publish, replays, fresh, running);
    }

    private void store(Publish publish, List<Replay> replays, List<Appended> fresh, TopicState after) {
        if (fresh.isEmpty()) {
            answer(publish, new Published(state.epoch(), 0, 0, false, replays));
            return;
        }
        if (state.closed()) {
            refuse(publish, Refusal.TOPIC_CLOSED, "topic: closed (expected: one that takes events)");
            return;
        }
        if (!state.exists() && !settings.create()) {
            refuse(
                    publish,
                    Refusal.NO_SUCH_TOPIC,
                    "topic: not there (expected: one that was created; topics.create is off)");
            return;
        }
        if (!state.exists() && !publish.mayCreate()) {
            refuse(publish, Refusal.TOO_MANY_TOPICS, "topic: not there (expected: one that exists)");
            return;
        }
        if (isTooMuch(after.latest())) {
            refuse(publish, Refusal.STATE_FULL, tooMuch(after.latest()));
            return;
        }
        var first = fresh.get(0).event().position();
        boolean created = !state.exists();
        entries.addAll(fresh);
        state = after;
        oldestArrival = publish.arrivedAt().isBefore(oldestArrival) ? publish.arrivedAt() : oldestArrival;
        answer(publish, new Published(first.epoch(), first.seq(), fresh.size(), created, replays));
    }

    /** It may be that already, after the bounds were lowered: then it may still shrink. */
    private boolean isTooMuch(LatestByKey latest) {
        var keeping = settings.keeping();
        boolean grows = latest.size() > state.latest().size()
                || latest.bytes() > state.latest().bytes();
        return grows && (latest.size() > keeping.keysMax() || latest.bytes() > keeping.stateBytesMax());
    }

    private String tooMuch(LatestByKey latest) {
        return "state: it would have " + latest.size() + " keys and " + latest.bytes() + " bytes (expected: at most "
                + settings.keeping().keysMax() + " and " + settings.keeping().stateBytesMax()
                + "; nothing was stored)";
    }

    private Event number(TopicState running, Draft draft) {
        var time = now.isBefore(running.lastTime()) ? running.lastTime() : now;
        var position = new Position(running.epochForNext(), running.last() + 1);
        return new Event(position, time, draft.content(), draft.data(), draft.type(), draft.key());
    }

    private static @Nullable KeyMark mark(Draft draft) {
        var key = draft.idempotencyKey();
        return key == null ? null : new KeyMark(Fingerprint.of(key), Fingerprint.of(List.of(draft)), 1);
    }

    private void answer(Publish publish, PublishReply reply) {
        answers.add(new Answer(publish.replyTo(), reply));
    }

    private void refuseReusedKey(Publish publish) {
        refuse(
                publish,
                Refusal.KEY_REUSED,
                "idempotency key: used before with another type, key or data (expected: a new key, or the same event)");
    }

    private void refuse(Publish publish, Refusal refusal, String detail) {
        refusals.add(new Answer(publish.replyTo(), new Refused(refusal, detail)));
    }
}
