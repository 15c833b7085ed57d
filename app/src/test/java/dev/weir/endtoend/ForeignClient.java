package dev.weir.endtoend;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** A client that others wrote, with its row in {@code docs/FOREIGN-CLIENTS.md}. */
enum ForeignClient {
    CHROMIUM("Chromium's `EventSource`", "", Chromium.PROGRAM + " npm"),
    FETCH_EVENT_SOURCE(
            "`@microsoft/fetch-event-source`", "\"@microsoft/fetch-event-source\": \"?\"", Chromium.PROGRAM + " npm"),
    /** The same with an application that throws when a stream ends, as the library's documentation proposes. */
    FETCH_EVENT_SOURCE_INSISTING(
            "`@microsoft/fetch-event-source`, `onclose` throws",
            "\"@microsoft/fetch-event-source\": \"?\"",
            Chromium.PROGRAM + " npm"),
    EVENTSOURCE("npm `eventsource`", "\"eventsource\": \"?\"", "node npm"),
    UNDICI("undici's `EventSource`", "\"undici\": \"?\"", "node npm"),
    OKHTTP_SSE("okhttp-sse", "<okhttp.version>?<", ""),
    OKHTTP_EVENTSOURCE("okhttp-eventsource", "<okhttp-eventsource.version>?<", ""),
    JERSEY("Jersey's `SseEventSource`", "<jersey.version>?<", ""),
    CURL("curl", "", "curl");

    private final String row;
    private final String pin;
    private final String programs;

    ForeignClient(String row, String pin, String programs) {
        this.row = row;
        this.pin = pin;
        this.programs = programs;
    }

    /** The first cell of its row. */
    String row() {
        return row;
    }

    /** The text that pins its version, with a question mark for the version; empty when it is the machine's. */
    String pin() {
        return pin;
    }

    boolean needsNpm() {
        return programs.contains("npm");
    }

    /** The programs that it needs and that are not here. */
    List<String> missing() {
        return Stream.of(programs.split(" ", -1))
                .filter(program -> !program.isEmpty() && !runs(program))
                .toList();
    }

    /**
     * Starts it on its own defaults.
     *
     * @param lastId empty for none; in the header, or in the parameter for those that cannot set one
     */
    Session open(Chromium chromium, URI stream, String lastId) {
        var resumed = lastId.isEmpty() ? stream : URI.create(stream + "&last_event_id=" + lastId);
        return switch (this) {
            case CHROMIUM -> chromium.eventSource(resumed);
            case FETCH_EVENT_SOURCE -> chromium.fetchEventSource(stream, lastId, false);
            case FETCH_EVENT_SOURCE_INSISTING -> chromium.fetchEventSource(stream, lastId, true);
            case EVENTSOURCE -> ProgramSession.node("eventsource", resumed);
            case UNDICI -> ProgramSession.node("undici", resumed);
            case OKHTTP_SSE -> new JavaSessions.OkHttpSse(stream, lastId);
            case OKHTTP_EVENTSOURCE -> new JavaSessions.LaunchDarkly(resumed);
            case JERSEY -> new JavaSessions.Jersey(resumed);
            case CURL -> ProgramSession.curl(stream, lastId);
        };
    }

    private static boolean runs(String program) {
        try {
            var process = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }
}
