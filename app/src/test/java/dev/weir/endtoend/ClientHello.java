package dev.weir.endtoend;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The first message of a TLS handshake as a client of that age sends it (RFC 2246, 4346 and 5246, section 7.4.1.2). */
final class ClientHello {

    /** RSA and elliptic curves, with CBC as all those versions have it, and with GCM, which begins with 1.2. */
    private static final String SUITES = "c009c00ac013c014002f0035c02bc02fc02cc030";

    /** Curves, their form, and signatures (1.2 alone reads these). */
    private static final String EXTENSIONS = "000a000400020017" + "000b00020100" + "000d000a00080403080404010201";

    private ClientHello() {}

    /** @param minor 1 for TLS 1.0, 2 for 1.1, 3 for 1.2 */
    static byte[] of(int minor) {
        var hex = HexFormat.of();
        var suites = hex.parseHex(SUITES);
        var extensions = hex.parseHex(EXTENSIONS);
        int body = 2 + 32 + 1 + 2 + suites.length + 2 + 2 + extensions.length;
        var hello = ByteBuffer.allocate(5 + 4 + body);
        hello.put((byte) 0x16).put((byte) 3).put((byte) Math.min(minor, 1)).putShort((short) (4 + body));
        hello.put((byte) 1).put((byte) 0).putShort((short) body);
        hello.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
        hello.putShort((short) suites.length).put(suites);
        hello.put((byte) 1).put((byte) 0);
        hello.putShort((short) extensions.length).put(extensions);
        return hello.array();
    }
}
