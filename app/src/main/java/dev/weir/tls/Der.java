package dev.weir.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** As much of ASN.1's distinguished encoding as it takes to put a key of an older form into PKCS#8 (RFC 5958). */
final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private Der() {}

    /**
     * A PKCS#8 key around one that does not say of which kind it is.
     *
     * @param publicKey its other half, as X.509 has it, which names the kind, and the curve, first
     */
    static byte[] pkcs8(byte[] key, byte[] publicKey) {
        return element(SEQUENCE, VERSION_0, first(publicKey), element(OCTET_STRING, key));
    }

    /** The first element within a sequence. */
    private static byte[] first(byte[] sequence) {
        int from = contentAt(sequence, 0);
        int to = contentAt(sequence, from) + length(sequence, from);
        return Arrays.copyOfRange(sequence, from, to);
    }

    /** Where the content begins of the element that begins at {@code at}. */
    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... contents) {
        var content = new ByteArrayOutputStream();
        for (var part : contents) {
            content.writeBytes(part);
        }
        var element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length < 0x80) {
            element.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            element.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                element.write(length >> shift);
            }
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
