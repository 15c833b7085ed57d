package dev.weir.endtoend.many;

/** How a request of a {@link Reader} is made. */
enum Transport {
    SSE("text/event-stream", ""),
    ENVELOPE("text/event-stream", "&envelope=1"),
    LINES("application/x-ndjson", ""),
    POLL("application/json", ""),
    LONG_POLL("application/json", "&wait=1");

    final String accept;
    final String parameters;

    Transport(String accept, String parameters) {
        this.accept = accept;
        this.parameters = parameters;
    }
}
