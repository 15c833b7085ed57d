package dev.weir.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How the bench's events begin: who published, which one it is, and when, at fixed places, so that a reader finds them
 * without a parser.
 *
 * <p>Shape: an open brace, then {@code "w":"TTTTpPPPPnNNNNNNNNNNtNNNNNNNNNNNNNNNN"}, all ASCII: the bench's token, publisher,
 * sequence number from 1, nanoseconds since {@link Origin}. Then padding up to the size of the event, and the end of the
 * JSON object. The first byte occurs nowhere else in it.
 */
final class Marker {

    static final int LENGTH = 44;
    static final int TOKEN_LENGTH = 4;

    /** Brace, name, token and {@code p}. */
    static final int PREFIX_LENGTH = 11;

    /** The highest number of one; the number above it is not used by publishers of a measurement. */
    static final int PUBLISHER_MAX = 9_998;

    /** Room for the marker and for the JSON around the padding. */
    static final int EVENT_BYTES_MIN = 64;

    static final byte FIRST = '{';

    private static final int PUBLISHER_AT = PREFIX_LENGTH;
    private static final int PUBLISHER_DIGITS = 4;
    private static final int NUMBER_AT = PUBLISHER_AT + PUBLISHER_DIGITS + 1;
    private static final int NUMBER_DIGITS = 10;
    private static final int TIME_AT = NUMBER_AT + NUMBER_DIGITS + 1;
    private static final int TIME_DIGITS = 16;
    private static final long EIGHT_DIGITS = 100_000_000;

    private final byte[] prefix;
    private final long prefixStart;

    /** @param token four letters or digits that no other bench uses at the same time */
    Marker(String token) {
        if (token.length() != TOKEN_LENGTH) {
            throw new IllegalArgumentException("token: " + token + " (expected: 4 characters)");
        }
        prefix = ("{\"w\":\"" + token + "p").getBytes(StandardCharsets.US_ASCII);
        prefixStart = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    /** One event of so many bytes, with all numbers 0. */
    byte[] event(int size) {
        if (size < EVENT_BYTES_MIN) {
            throw new IllegalArgumentException("size: " + size + " (expected: >= " + EVENT_BYTES_MIN + ")");
        }
        var bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        Arrays.fill(bytes, 0, LENGTH, (byte) '0');
        System.arraycopy(prefix, 0, bytes, 0, PREFIX_LENGTH);
        bytes[NUMBER_AT - 1] = 'n';
        bytes[TIME_AT - 1] = 't';
        put(bytes, LENGTH - 1, "\",\"x\":\"");
        put(bytes, size - 2, "\"}");
        return bytes;
    }

    private static void put(byte[] bytes, int at, String text) {
        var ascii = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(ascii, 0, bytes, at, ascii.length);
    }

    /** Writes the numbers of an event that begins at {@code at}. */
    static void set(byte[] bytes, int at, int publisher, long number, long time) {
        digits(bytes, at + PUBLISHER_AT, PUBLISHER_DIGITS, publisher);
        digits(bytes, at + NUMBER_AT, NUMBER_DIGITS, number);
        digits(bytes, at + TIME_AT, TIME_DIGITS, time);
    }

    /** Decimal, with leading zeros; what does not fit is cut off on the left. */
    static void digits(byte[] bytes, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    byte prefix(int index) {
        return prefix[index];
    }

    /** @param bytes little-endian, with {@link #LENGTH} bytes from {@code at} on */
    boolean isAt(ByteBuffer bytes, int at) {
        return bytes.getLong(at) == prefixStart
                && bytes.get(at + 8) == prefix[8]
                && bytes.get(at + 9) == prefix[9]
                && bytes.get(at + 10) == prefix[10]
                && bytes.get(at + NUMBER_AT - 1) == 'n'
                && bytes.get(at + TIME_AT - 1) == 't'
                && bytes.get(at + LENGTH - 1) == '"';
    }

    /** Gives the event to the sink when the text begins with a marker. */
    void read(String text, MarkerSink sink) {
        if (text.length() < LENGTH) {
            return;
        }
        var bytes = ByteBuffer.wrap(text.substring(0, LENGTH).getBytes(StandardCharsets.ISO_8859_1))
                .order(ByteOrder.LITTLE_ENDIAN);
        if (isAt(bytes, 0)) {
            sink.event(publisher(bytes, 0), number(bytes, 0), time(bytes, 0));
        }
    }

    static int publisher(ByteBuffer bytes, int at) {
        int value = 0;
        for (int i = at + PUBLISHER_AT; i < at + PUBLISHER_AT + PUBLISHER_DIGITS; i++) {
            value = value * 10 + bytes.get(i) - '0';
        }
        return value;
    }

    static long number(ByteBuffer bytes, int at) {
        int first = at + NUMBER_AT;
        long upper = (bytes.get(first) - '0') * 10L + bytes.get(first + 1) - '0';
        return upper * EIGHT_DIGITS + eightDigits(bytes.getLong(first + 2));
    }

    static long time(ByteBuffer bytes, int at) {
        int first = at + TIME_AT;
        return eightDigits(bytes.getLong(first)) * EIGHT_DIGITS + eightDigits(bytes.getLong(first + 8));
    }

    /** Pairs, then fours, then all eight at once; the first digit is in the lowest byte. */
    private static long eightDigits(long text) {
        long pairs = ((text & 0x0f0f0f0f0f0f0f0fL) * 2561) >>> 8;
        long fours = ((pairs & 0x00ff00ff00ff00ffL) * 6_553_601) >>> 16;
        return ((fours & 0x0000ffff0000ffffL) * 42_949_672_960_001L) >>> 32;
    }
}
