package dev.weir.wire;

/** Unsigned numbers in seven bits a byte, the lowest first, the high bit of each byte but the last set. */
final class Varint {

    /** For the largest {@code long}. */
    static final int BYTES_MAX = 9;

    private Varint() {}

    /** @return the offset behind the number, which must not be negative */
    static int write(byte[] bytes, int offset, long number) {
        long rest = number;
        int at = offset;
        while (rest >= 0x80) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        return at;
    }

    /** Reads hostile bytes: never throws, but remembers that something was missing, too long or not minimal. */
    static final class Reader {

        private final byte[] bytes;
        private int offset;
        private boolean failed;

        Reader(byte[] bytes, int offset) {
            this.bytes = bytes;
            this.offset = offset;
        }

        boolean hasMore() {
            return !failed && offset < bytes.length;
        }

        boolean failed() {
            return failed;
        }

        /** Four bytes, big-endian. */
        int fixed32() {
            int number = 0;
            for (int i = 0; i < Integer.BYTES; i++) {
                number = number << 8 | next();
            }
            return number;
        }

        long varint() {
            long number = 0;
            for (int i = 0; i < BYTES_MAX; i++) {
                int next = next();
                number |= (long) (next & 0x7f) << (7 * i);
                if (next < 0x80) {
                    failed |= next == 0 && i > 0;
                    return number;
                }
            }
            failed = true;
            return 0;
        }

        private int next() {
            if (offset == bytes.length) {
                failed = true;
                return 0;
            }
            return bytes[offset++] & 0xff;
        }
    }
}
