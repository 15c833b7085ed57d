package dev.weir.endtoend;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** A client of others that follows one stream through a gate of its own, and somebody who starts it again when it has stopped. */
final class Reader implements AutoCloseable {

    /** How long a client may take for what it does; only those that hang take all of it. */
    private static final Duration MOST = Duration.ofSeconds(45);

    private static final Pattern HEADER = Pattern.compile("(?im)^last-event-id: *(\\S+)");
    private static final Pattern PARAMETER = Pattern.compile("[?&]last_event_id=([^& ]+)");

    private final ForeignClient client;
    private final Chromium chromium;
    private final Gate gate;
    private final String path;
    private final List<Session> sessions = new ArrayList<>();

    private Reader(ForeignClient client, Chromium chromium, URI weir, String path) {
        this.client = client;
        this.chromium = chromium;
        this.gate = Gate.to(weir, Chromium::pages);
        this.path = path;
    }

    static Reader open(ForeignClient client, Chromium chromium, URI weir, String path) {
        var reader = new Reader(client, chromium, weir, path);
        reader.start("");
        return reader;
    }

    ForeignClient client() {
        return client;
    }

    Gate gate() {
        return gate;
    }

    /** What all its sessions said, in order. */
    List<Heard> heard() {
        return sessions.stream().flatMap(session -> session.heard().stream()).toList();
    }

    /** The data of what was published, in the order in which it came. */
    List<String> data() {
        return heard().stream()
                .filter(heard -> heard.isEvent("message"))
                .map(Heard::data)
                .toList();
    }

    boolean heardType(String type) {
        return heard().stream().anyMatch(heard -> heard.isEvent(type));
    }

    /** The id of the last event that had one. */
    String lastId() {
        return heard().stream().map(Heard::id).filter(id -> !id.isEmpty()).reduce("", (before, id) -> id);
    }

    boolean ended() {
        return session().ended();
    }

    /** How far it is now. */
    Mark mark() {
        return new Mark(gate.requests().size(), lastId());
    }

    /**
     * What it does after its stream has broken or ended. If it has stopped, it is then started again with its last id; so is
     * one that does neither, as an application would that misses the heartbeats.
     *
     * @param at before its next request, with the id that this must have
     */
    Return comesBack(Mark at) {
        boolean decided = within(() -> ended() || gate.requests().size() > at.requests());
        if (gate.requests().size() > at.requests()) {
            return requestId(at.requests()).equals(at.lastId()) ? Return.BY_ITSELF : Return.LOSES_ITS_PLACE;
        }
        start(lastId());
        boolean asked = within(() -> gate.requests().size() > at.requests())
                && requestId(at.requests()).equals(at.lastId());
        return !asked ? Return.LOSES_ITS_PLACE : decided ? Return.STOPS : Return.HANGS;
    }

    /** Whether it comes to have seen just this. */
    boolean sees(List<String> wanted) {
        return inTheEnd(() -> data().equals(wanted));
    }

    /** Whether it comes so far; started again with its last id whenever it has stopped. */
    boolean inTheEnd(Callable<Boolean> condition) {
        return within(() -> {
            if (ended()) {
                start(lastId());
            }
            return condition.call();
        });
    }

    boolean within(Callable<Boolean> condition) {
        try {
            await().atMost(MOST).until(condition);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** All that is known, for people. */
    @Override
    public String toString() {
        var text = new StringBuilder(client.name().toLowerCase(Locale.ROOT));
        gate.requests().forEach(head -> text.append('\n').append(head.strip()));
        heard().forEach(heard -> text.append('\n')
                .append(heard.toString(), 0, Math.min(160, heard.toString().length())));
        return text.toString();
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
        gate.close();
    }

    /** A place in the life of a reader. */
    record Mark(int requests, String lastId) {

        /** The same after a planned end. */
        Mark planned() {
            return new Mark(requests, lastId + "~");
        }
    }

    /** What a client does when its stream is over. */
    enum Return {
        BY_ITSELF("comes back"),
        STOPS("stops"),
        HANGS("hangs"),
        LOSES_ITS_PLACE("comes back in a wrong place");

        private final String words;

        Return(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    private Session session() {
        return sessions.get(sessions.size() - 1);
    }

    private void start(String lastId) {
        sessions.add(client.open(chromium, gate.uri(path), lastId));
    }

    /** The id in the header of one of its requests, which wins, or in its parameter; empty when it had none. */
    private String requestId(int index) {
        var head = gate.requests().get(index);
        return Stream.of(HEADER, PARAMETER)
                .map(pattern -> pattern.matcher(head))
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst()
                .orElse("");
    }
}
