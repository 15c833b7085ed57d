package dev.weir.tls;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/**
 * The private key in PEM text: PKCS#8, or the older forms of RSA and elliptic curves, without a password.
 *
 * <p>Messages begin with what was wrong, for whoever knows the file's name, and show nothing of the text.
 */
final class PrivateKeyText {

    private static final String EXPECTED =
            " (expected: -----BEGIN PRIVATE KEY-----, as openssl pkcs8 -topk8 -nocrypt writes it)";

    private static final byte[] CHALLENGE = {1};

    private PrivateKeyText() {}

    /**
     * @param publicKey the other half, which tells the kind of key
     * @throws IllegalArgumentException when there is none, it is protected by a password, of another kind, or not the
     *     other half
     */
    static PrivateKey read(String text, PublicKey publicKey) {
        var key = decoded(keyBlock(text), publicKey);
        if (!fits(key, publicKey)) {
            throw new IllegalArgumentException(
                    "another certificate's key (expected: the key of the first certificate, " + kind(publicKey) + ")");
        }
        return key;
    }

    private static PemBlock keyBlock(String text) {
        return PemBlock.all(text).stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no private key in it" + EXPECTED));
    }

    private static PrivateKey decoded(PemBlock block, PublicKey publicKey) {
        if (block.label().startsWith("ENCRYPTED") || block.body().contains("ENCRYPTED")) {
            throw new IllegalArgumentException("a private key with a password" + EXPECTED);
        }
        try {
            var bytes = block.bytes();
            var pkcs8 = switch (block.label()) {
                case "PRIVATE KEY" -> bytes;
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> Der.pkcs8(bytes, publicKey.getEncoded());
                default -> throw new IllegalArgumentException("another kind");
            };
            return KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            // Without the cause, whose message may show what it read.
            throw new IllegalArgumentException(
                    "no private key of the certificate's kind, " + kind(publicKey) + ", can be read in it" + EXPECTED);
        }
    }

    private static boolean fits(PrivateKey key, PublicKey publicKey) {
        try {
            var signature = Signature.getInstance(signing(publicKey));
            signature.initSign(key);
            signature.update(CHALLENGE);
            var signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(CHALLENGE);
            return signature.verify(signed);
        } catch (GeneralSecurityException unfit) {
            return false;
        }
    }

    private static String signing(PublicKey publicKey) {
        return switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
    }

    /** What a certificate's key may be. */
    static boolean isUsable(PublicKey publicKey) {
        return List.of("RSA", "EC", "EdDSA").contains(publicKey.getAlgorithm());
    }

    static String kind(PublicKey publicKey) {
        return publicKey.getAlgorithm();
    }
}
