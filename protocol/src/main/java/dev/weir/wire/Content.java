package dev.weir.wire;

/** What an event's data is: JSON that was checked when it was published, or any other text. */
public enum Content {
    JSON,
    TEXT
}
