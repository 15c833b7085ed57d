package dev.weir.wire;

/**
 * Every reason for which a request is not granted. How each is answered over HTTP is one table, {@code Problems} in the
 * server; what a caller may do about it is said there and in {@code docs/PROTOCOL.md}.
 */
public enum Refusal {
    /** The request's target is no valid percent-encoded UTF-8. */
    BAD_TARGET,
    /** Not a topic name. */
    BAD_TOPIC,
    /** A known query parameter or header has a value that it cannot have. */
    BAD_PARAMETER,
    /** Not an event type, or a reserved one. */
    BAD_TYPE,
    /** Not an event key. */
    BAD_KEY,
    /** Not an idempotency key. */
    BAD_IDEMPOTENCY_KEY,
    /** Empty, not UTF-8, or with lone surrogates. */
    BAD_DATA,
    /** Said to be JSON and is not. */
    BAD_JSON,
    /** A batch that is empty, or a line of which is no envelope. */
    BAD_BATCH,
    /** Not the settings of a topic, or with a value out of bounds. */
    BAD_TOPIC_SETTINGS,
    /** One event's data is larger than {@code topics.event-bytes-max}. */
    EVENT_TOO_LARGE,
    /** A body is larger than {@code topics.batch-bytes-max}. */
    BATCH_TOO_LARGE,
    /** The request line or the headers are longer than the server reads. */
    HEADERS_TOO_LARGE,
    /** The body did not arrive in time: not stored. */
    REQUEST_TIMEOUT,
    /** A charset or content encoding that is not understood. */
    UNSUPPORTED_MEDIA,
    /** Nothing is served under this path. */
    NOT_FOUND,
    /** The path is served, with other methods. */
    METHOD_NOT_ALLOWED,
    /** No topic of that name, and publishing does not create one. */
    NO_SUCH_TOPIC,
    /** The topic takes no more events. */
    TOPIC_CLOSED,
    /** The topic keeps no state: it is not keyed. */
    NOT_KEYED,
    /** Whether a topic is keyed does not change once it has had events. */
    KEYED_IS_FIXED,
    /** The state of a keyed topic would go beyond its bounds: not stored. */
    STATE_FULL,
    /** An idempotency key was seen before with another type, key or data. */
    KEY_REUSED,
    /** No token. */
    UNAUTHENTICATED,
    /** A token that is not accepted: forged, expired, or meant for somebody else. */
    INVALID_TOKEN,
    /** The caller may not do this. */
    DENIED,
    /** The topic's queue is full: not stored. */
    OVERLOADED,
    /** The deadline passed before the event was committed: not stored. */
    DEADLINE_PASSED,
    /** The journal does not take writes or reads now: not stored. */
    JOURNAL_UNAVAILABLE,
    /** The commit was begun and its end was not seen: stored once or not at all. */
    OUTCOME_UNKNOWN,
    /** The node is leaving: not stored, not opened. */
    DRAINING,
    /** The node has no room for another connection. */
    NODE_FULL,
    /** The node lets in, or lets catch up, as many as it can now. */
    NODE_BUSY,
    /** An address, a subject or a topic has as many streams as it may have. */
    TOO_MANY_STREAMS,
    /** An address or a subject publishes, connects, polls or catches up faster than it may. */
    TOO_FAST,
    /** An address or a subject has made as many topics lately as it may. */
    TOO_MANY_TOPICS,
    /** As many tokens and subjects are revoked as can be kept. */
    TOO_MANY_REVOCATIONS
}
