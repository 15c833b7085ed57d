package dev.weir.client;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Streams as Weir writes them, and a policy that does not make a test wait. */
final class StreamText {

    /** Comes back at once and never gives up. */
    static final ReconnectPolicy AT_ONCE = new ReconnectPolicy(
            Duration.ofMillis(1), 1, Duration.ofMillis(1), Duration.ZERO, 0, Integer.MAX_VALUE, Duration.ofSeconds(20));

    static final StreamQuery QUERY = StreamQuery.of("t").from("earliest");

    private StreamText() {}

    /** At a position of topic {@code t}. */
    static String opened(String position) {
        return "event: stream-open\ndata: {\"connection\":\"c\",\"node\":\"n\",\"heartbeat\":25,\"gap\":false,\"topics\":{\"t\":\""
                + position + "\"}}\nid: " + position + "\n\n";
    }

    static String event(int seq) {
        return "data: e" + seq + "\nid: 1-" + seq + "\n\n";
    }

    static String events(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(StreamText::event).collect(Collectors.joining());
    }

    /** A stream of so many events that goes on behind the id which the client brings, as Weir would, and stays open. */
    static ScriptedServer.Script resuming(int events) {
        return connection -> {
            var id = connection.lastEventId();
            int seen = id.isEmpty() ? 0 : Integer.parseInt(id.substring("1-".length()));
            ScriptedServer.open(opened("1-" + seen) + events(seen + 1, events)).play(connection);
        };
    }

    static String bye(int code, boolean reconnect, long afterMillis) {
        return "event: stream-bye\ndata: {\"code\":" + code + ",\"reason\":\"r\",\"reconnect\":" + reconnect
                + ",\"afterMs\":" + afterMillis + "}\n\n";
    }

    /** What {@link ItemRecorder} says of {@link #event}. */
    static String line(int seq) {
        return "message e" + seq + " @1-" + seq;
    }

    static String[] lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(StreamText::line).toArray(String[]::new);
    }
}
