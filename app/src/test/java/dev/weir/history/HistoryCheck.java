package dev.weir.history;

import dev.weir.history.Anomaly.Kind;
import dev.weir.history.History.Event;
import dev.weir.history.History.Gap;
import dev.weir.history.History.Outcome;
import dev.weir.history.History.Published;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Looks for what Weir promises not to happen, in the time that reading the history takes: since every event has a number,
 * the order of versions is known and need not be searched for (as Jepsen's Elle must).
 *
 * <p>Holds for topics that live through one epoch, under faults that lose no storage. What is stored is all that ever was,
 * also what retention has taken away since.
 */
public final class HistoryCheck {

    private final History history;
    private final List<Anomaly> found = new ArrayList<>();

    private HistoryCheck(History history) {
        this.history = history;
    }

    /** Empty when all is as promised. */
    public static List<Anomaly> anomalies(History history) {
        var check = new HistoryCheck(history);
        check.checkReplays();
        check.checkPublished();
        check.checkOrderOfPublishes();
        check.checkSubscriptions();
        return check.found;
    }

    private void add(Kind kind, String what) {
        found.add(new Anomaly(kind, what));
    }

    /** What is stored, as the first node has it: all others have the same. */
    private List<Event> stored(String topic) {
        return history.replays().getOrDefault(topic, Map.of()).values().stream()
                .findFirst()
                .orElse(List.of());
    }

    private void checkReplays() {
        history.replays().forEach((topic, byNode) -> {
            var first = stored(topic);
            byNode.forEach((node, events) -> {
                if (!events.equals(first)) {
                    add(
                            Kind.DIVERGED,
                            node + " has " + topic + " otherwise: " + events.size() + " events, not " + first.size()
                                    + " of the first node, or others");
                }
            });
            long expected = 1;
            for (var event : first) {
                if (event.seq() != expected) {
                    add(Kind.NOT_CONTIGUOUS, topic + " has " + event.seq() + " where " + expected + " belongs");
                }
                expected = event.seq() + 1;
            }
        });
    }

    private void checkPublished() {
        var wanted = history.published().stream()
                .collect(Collectors.toMap(Published::data, one -> one, (one, again) -> one));
        history.replays().keySet().forEach(topic -> {
            var seen = new HashSet<String>();
            for (var event : stored(topic)) {
                var publish = wanted.get(event.data());
                if (publish == null || !publish.topic().equals(topic) || publish.outcome() == Outcome.REFUSED) {
                    add(Kind.INVENTED, topic + " has " + event + ", published as " + publish);
                }
                if (!seen.add(event.data())) {
                    add(Kind.DOUBLED, topic + " has " + event.data() + " twice, once at " + event.seq());
                }
            }
        });
        var byTopic = new HashMap<String, Map<Long, String>>();
        for (var publish : wanted.values()) {
            var events = byTopic.computeIfAbsent(
                    publish.topic(),
                    topic -> stored(topic).stream()
                            .collect(Collectors.toMap(Event::seq, Event::data, (one, again) -> one)));
            if (publish.outcome() == Outcome.STORED && !publish.data().equals(events.get(publish.seq()))) {
                add(Kind.LOST, publish + ", and " + events.get(publish.seq()) + " is there");
            }
        }
    }

    /** What was published after another was acknowledged has the higher number. */
    private void checkOrderOfPublishes() {
        var byTopic = history.published().stream()
                .filter(one -> one.outcome() == Outcome.STORED)
                .collect(Collectors.groupingBy(Published::topic));
        byTopic.forEach((topic, all) -> {
            var byReturn = new ArrayList<>(all);
            byReturn.sort(Comparator.comparingLong(Published::returnedNanos));
            var byInvocation = new ArrayList<>(all);
            byInvocation.sort(Comparator.comparingLong(Published::invokedNanos));
            long highest = 0;
            int returned = 0;
            for (var publish : byInvocation) {
                while (returned < byReturn.size() && byReturn.get(returned).returnedNanos() < publish.invokedNanos()) {
                    highest = Math.max(highest, byReturn.get(returned++).seq());
                }
                if (publish.seq() <= highest) {
                    add(Kind.REORDERED, publish + " was published after " + highest + " had been acknowledged");
                }
            }
        });
    }

    private void checkSubscriptions() {
        history.subscriptions().forEach((subscriber, subscription) -> {
            var topic = subscription.topic();
            var events = stored(topic);
            long last = 0;
            for (var told : subscription.told()) {
                if (told instanceof Gap gap) {
                    if (gap.from() <= last || gap.from() > gap.goneThrough()) {
                        add(Kind.FALSE_GAP, subscriber + " of " + topic + " at " + last + ": " + gap);
                    }
                    last = Math.max(last, gap.from());
                } else if (told instanceof Event event) {
                    checkNext(subscriber, topic, last, event);
                    checkSame(subscriber, topic, events, event);
                    last = Math.max(last, event.seq());
                }
            }
            long head = events.isEmpty() ? 0 : events.get(events.size() - 1).seq();
            if (last < head) {
                add(Kind.BEHIND, subscriber + " of " + topic + " came to " + last + " of " + head);
            }
        });
    }

    private void checkNext(String subscriber, String topic, long last, Event event) {
        var where = subscriber + " of " + topic + " was told " + event.seq() + " after " + last;
        if (event.seq() == last) {
            add(Kind.DOUBLED, where);
        } else if (event.seq() < last) {
            add(Kind.REORDERED, where);
        } else if (event.seq() > last + 1) {
            add(Kind.SKIPPED, where);
        }
    }

    private void checkSame(String subscriber, String topic, List<Event> stored, Event event) {
        boolean isThere = event.seq() >= 1 && event.seq() <= stored.size();
        if (!isThere || !stored.get((int) event.seq() - 1).data().equals(event.data())) {
            add(Kind.DIVERGED, subscriber + " of " + topic + " was told " + event + ", which is not what is stored");
        }
    }
}
