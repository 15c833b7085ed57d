package dev.weir.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link EntryWriter} wrote; anything else is an {@link IllegalArgumentException}. */
final class EntryReader {

    private final byte[] bytes;
    private int at;

    EntryReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int octet() {
        return bytes[take(1)] & 0xff;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = octet();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number at byte " + at + " (expected: at most 10 bytes)");
    }

    int smallNumber() {
        return Math.toIntExact(number());
    }

    @Nullable Long optionalNumber() {
        long value = number();
        return value == 0 ? null : value - 1;
    }

    String text() {
        int length = smallNumber();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    byte[] bytes(int length) {
        int from = take(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** All that is left. */
    String rest() {
        int length = bytes.length - at;
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    Fingerprint fingerprint() {
        return new Fingerprint(fixed(), fixed());
    }

    private long fixed() {
        int from = take(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | (bytes[from + i] & 0xff);
        }
        return value;
    }

    private int take(int count) {
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalArgumentException(
                    "entry: " + bytes.length + " bytes (expected: " + count + " more at byte " + at + ")");
        }
        int from = at;
        at += count;
        return from;
    }
}
