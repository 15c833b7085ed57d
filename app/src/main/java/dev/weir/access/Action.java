package dev.weir.access;

/** What a caller wants to do with a topic. */
public enum Action {
    PUBLISH,
    SUBSCRIBE,
    /** Create it, change its settings, close it, delete it. */
    MANAGE
}
