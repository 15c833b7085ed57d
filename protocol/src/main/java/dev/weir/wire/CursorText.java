package dev.weir.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of a cursor of several topics: {@code v1.} and, in base64url without padding, one byte of salt and then
 * for each topic, in the order of {@link TopicOrder}, four bytes of hash, epoch and seq as unsigned varints (seven bits
 * a byte, the lowest first, no byte more than needed).
 *
 * @param salt of the hashes, 0 to 255
 * @param entries at least one, with hashes strictly ascending as unsigned numbers
 */
record CursorText(int salt, List<Entry> entries) {

    /** A position, tied to its topic by a hash of the name. */
    record Entry(int hash, Position position) {}

    static final String PREFIX = "v1.";

    private static final int ENTRY_BYTES_MAX = Integer.BYTES + 2 * Varint.BYTES_MAX;

    /** No longer id is looked at. */
    static final int CHARS_MAX = PREFIX.length() + (1 + Cursor.TOPICS_MAX * ENTRY_BYTES_MAX + 2) / 3 * 4;

    static String format(TopicOrder order, Position[] positions) {
        var bytes = new byte[1 + order.size() * ENTRY_BYTES_MAX];
        bytes[0] = (byte) order.salt();
        int length = 1;
        for (int i = 0; i < order.size(); i++) {
            int hash = order.hash(i);
            for (int shift = 24; shift >= 0; shift -= 8) {
                bytes[length++] = (byte) (hash >>> shift);
            }
            length = Varint.write(bytes, length, positions[i].epoch());
            length = Varint.write(bytes, length, positions[i].seq());
        }
        return PREFIX + base64(Arrays.copyOf(bytes, length));
    }

    /** What the text says, or null when it is not exactly what {@link #format} would write. */
    static @Nullable CursorText parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() > CHARS_MAX) {
            return null;
        }
        byte[] bytes = decoded(text.substring(PREFIX.length()));
        if (bytes == null || bytes.length == 0) {
            return null;
        }
        var entries = entries(bytes);
        return entries == null || entries.isEmpty() ? null : new CursorText(bytes[0] & 0xff, entries);
    }

    private static @Nullable List<Entry> entries(byte[] bytes) {
        var entries = new ArrayList<Entry>();
        var reader = new Varint.Reader(bytes, 1);
        while (reader.hasMore()) {
            int hash = reader.fixed32();
            long epoch = reader.varint();
            long seq = reader.varint();
            if (reader.failed() || !Position.isLegal(epoch, seq) || entries.size() == Cursor.TOPICS_MAX) {
                return null;
            }
            if (!entries.isEmpty() && Integer.compareUnsigned(entries.get(entries.size() - 1).hash, hash) >= 0) {
                return null;
            }
            entries.add(new Entry(hash, new Position(epoch, seq)));
        }
        return entries;
    }

    /** Null for what the decoder refuses, and for the several other texts that it takes for the same bytes. */
    private static byte @Nullable [] decoded(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            return base64(bytes).equals(text) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
