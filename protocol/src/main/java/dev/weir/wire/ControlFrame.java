package dev.weir.wire;

import org.jspecify.annotations.Nullable;

/**
 * A frame that the server sends on its own account, not for a publisher.
 *
 * @param name begins with {@code stream-}, as no published type may
 * @param data one line of JSON in ASCII, an object
 */
public record ControlFrame(String name, String data) {

    /**
     * The frame as a line of NDJSON, without its end: {@code {"control":"<name>",…}} with the members of the data, and
     * {@code id} at the end where there is one.
     */
    public String line(@Nullable String id) {
        var members = data.substring(1, data.length() - 1);
        return "{\"control\":\"" + name + '"'
                + (members.isEmpty() ? "" : "," + members)
                + (id == null ? "" : ",\"id\":\"" + id + '"')
                + '}';
    }
}
