package dev.weir.client;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes gzip as it comes: what the sender has flushed is given out at once, which the JDK's {@code GZIPInputStream}
 * does not do. Several members may follow each other.
 *
 * <p>Source: RFC 1952. The header's own checksum is skipped, the trailer's are checked.
 */
final class GzipInput implements Decoder {

    private static final int[] MAGIC = {0x1f, 0x8b, 8};
    private static final int FLAGS_RESERVED = 0xe0;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    /** Behind the flags: time, extra flags, operating system. */
    private static final int HEADER_REST_BYTES = 6;

    private static final int TRAILER_BYTES = 8;

    private enum Place {
        MAGIC,
        FLAGS,
        REST,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEADER_CRC,
        BODY,
        TRAILER
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private Place place = Place.MAGIC;
    private int flags;

    /** How many bytes of this place were seen. */
    private int seen;

    private int extraLength;
    private long trailer;

    @Override
    public int decode(ByteBuffer in, byte[] out) {
        int written = 0;
        while (written < out.length) {
            if (place == Place.BODY) {
                int inflated = inflate(in, out, written);
                if (inflated == 0 && place == Place.BODY) {
                    return written;
                }
                written += inflated;
            } else if (in.hasRemaining()) {
                header(in.get() & 0xff);
            } else {
                return written;
            }
        }
        return written;
    }

    @Override
    public boolean isAtEnd() {
        return place == Place.MAGIC && seen == 0;
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate(ByteBuffer in, byte[] out, int from) {
        try {
            inflater.setInput(in);
            int count = inflater.inflate(out, from, out.length - from);
            crc.update(out, from, count);
            if (inflater.finished()) {
                trailer = 0;
                enter(Place.TRAILER);
            } else if (inflater.needsDictionary()) {
                throw broken("a dictionary", "none");
            }
            return count;
        } catch (DataFormatException e) {
            throw broken(OneLine.of(e), "deflated data");
        }
    }

    private void header(int b) {
        seen++;
        switch (place) {
            case MAGIC -> magic(b);
            case FLAGS -> {
                flags = b;
                if ((b & FLAGS_RESERVED) != 0) {
                    throw broken("flags " + b, "no reserved flags");
                }
                enter(Place.REST);
            }
            case REST -> leaveAfter(HEADER_REST_BYTES);
            case EXTRA_LENGTH -> {
                extraLength |= b << (8 * (seen - 1));
                leaveAfter(2);
            }
            case EXTRA -> leaveAfter(extraLength);
            case NAME, COMMENT -> {
                if (b == 0) {
                    enterNext();
                }
            }
            case HEADER_CRC -> leaveAfter(2);
            case TRAILER -> trailer(b);
            case BODY -> throw new AssertionError("unreachable: the inflater takes these");
        }
    }

    private void magic(int b) {
        if (b != MAGIC[seen - 1]) {
            throw broken("byte " + b, "the start of a member");
        }
        if (seen == MAGIC.length) {
            enter(Place.FLAGS);
        }
    }

    private void trailer(int b) {
        trailer |= (long) b << (8 * (seen - 1));
        if (seen < TRAILER_BYTES) {
            return;
        }
        long expected = crc.getValue() | inflater.getBytesWritten() << 32;
        if (trailer != expected) {
            throw broken("checksum or length", "those of the data");
        }
        crc.reset();
        inflater.reset();
        enter(Place.MAGIC);
    }

    private void leaveAfter(int count) {
        if (seen == count) {
            enterNext();
        }
    }

    private void enterNext() {
        var next = following(place);
        while (!isThere(next)) {
            next = following(next);
        }
        enter(next);
    }

    private static Place following(Place headerPlace) {
        return switch (headerPlace) {
            case MAGIC -> Place.FLAGS;
            case FLAGS -> Place.REST;
            case REST -> Place.EXTRA_LENGTH;
            case EXTRA_LENGTH -> Place.EXTRA;
            case EXTRA -> Place.NAME;
            case NAME -> Place.COMMENT;
            case COMMENT -> Place.HEADER_CRC;
            case HEADER_CRC -> Place.BODY;
            case BODY, TRAILER -> throw new AssertionError("unreachable: these have their own ends");
        };
    }

    private boolean isThere(Place next) {
        return switch (next) {
            case EXTRA_LENGTH -> (flags & FLAG_EXTRA) != 0;
            case EXTRA -> (flags & FLAG_EXTRA) != 0 && extraLength > 0;
            case NAME -> (flags & FLAG_NAME) != 0;
            case COMMENT -> (flags & FLAG_COMMENT) != 0;
            case HEADER_CRC -> (flags & FLAG_HEADER_CRC) != 0;
            default -> true;
        };
    }

    private void enter(Place next) {
        place = next;
        seen = 0;
        if (next == Place.EXTRA_LENGTH) {
            extraLength = 0;
        }
    }

    private static FailedTry broken(String what, String expected) {
        return new FailedTry("gzip: " + what + " (expected: " + expected + ")");
    }
}
