package dev.weir.access;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** A public key as PEM text (RFC 7468, section 13): what {@code openssl pkey -pubout} writes. */
public final class PublicKeyText {

    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private PublicKeyText() {}

    public static boolean isPem(String text) {
        return text.strip().startsWith("-----BEGIN ");
    }

    /** @throws IllegalArgumentException for anything else; the message does not show the text, which may be a private key */
    public static PublicKey read(String text, Algorithm algorithm) {
        var expected = " (expected: " + BEGIN + " … " + END + ", a key for " + algorithm.wireName() + ")";
        var pem = text.strip();
        if (!pem.startsWith(BEGIN) || !pem.endsWith(END)) {
            throw new IllegalArgumentException("another text" + expected);
        }
        try {
            var der = Base64.getMimeDecoder().decode(pem.substring(BEGIN.length(), pem.length() - END.length()));
            return factory(algorithm).generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException invalid) {
            throw new IllegalArgumentException("a key that cannot be read" + expected, invalid);
        }
    }

    private static KeyFactory factory(Algorithm algorithm) throws GeneralSecurityException {
        return switch (algorithm) {
            case RS256 -> KeyFactory.getInstance("RSA");
            case ES256 -> KeyFactory.getInstance("EC");
            case EDDSA -> KeyFactory.getInstance("Ed25519");
            case HS256 -> throw new IllegalArgumentException("HS256 has no public key");
        };
    }
}
