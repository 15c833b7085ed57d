package dev.weir.wire;

/**
 * A frame that the server sends on its own account, not for a publisher.
 *
 * @param name begins with {@code stream-}, as no published type may
 * @param data one line of JSON in ASCII
 */
public record ControlFrame(String name, String data) {}
