package dev.weir.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the journal's binary forms: unsigned LEB128 numbers, texts with their length, fingerprints of 16 bytes. */
final class EntryWriter {

    private byte[] bytes;
    private int length;

    EntryWriter(int capacity) {
        this.bytes = new byte[capacity];
    }

    EntryWriter octet(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    EntryWriter number(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** A number that may be absent: 0, or one more than the number. */
    EntryWriter optionalNumber(@Nullable Long value) {
        return number(value == null ? 0 : value + 1);
    }

    EntryWriter text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        return number(encoded.length).raw(encoded);
    }

    EntryWriter raw(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, length, value.length);
        length += value.length;
        return this;
    }

    EntryWriter fingerprint(Fingerprint value) {
        return fixed(value.high()).fixed(value.low());
    }

    private EntryWriter fixed(long value) {
        reserve(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
        return this;
    }

    byte[] toBytes() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
