package dev.weir.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** A key that tokens are verified with, for one algorithm. Neither printed nor compared by what it holds. */
public final class TokenKey {

    static final int SECRET_BYTES_MIN = 32;
    static final int RSA_BITS_MIN = 2_048;

    private final String kid;
    private final JWSHeader header;
    private final JWSVerifier verifier;

    private TokenKey(String kid, Algorithm algorithm, JWSVerifier verifier) {
        this.kid = kid;
        this.header = new JWSHeader(algorithm.jws());
        this.verifier = verifier;
    }

    /**
     * For {@link Algorithm#HS256}.
     *
     * @param kid empty for the key of tokens that name none
     * @throws IllegalArgumentException with fewer than 32 bytes; the message does not show them
     */
    public static TokenKey ofSecret(String kid, byte[] secret) {
        if (secret.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(
                    secret.length + " bytes (expected: at least " + SECRET_BYTES_MIN + " bytes)");
        }
        try {
            return new TokenKey(kid, Algorithm.HS256, new MACVerifier(secret));
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("a secret that cannot be used (expected: bytes)", unusable);
        }
    }

    /**
     * For the algorithms of two keys.
     *
     * @param kid as for {@link #ofSecret}
     * @throws IllegalArgumentException for a key of another kind, on another curve, or an RSA key of fewer than 2048 bits
     */
    public static TokenKey ofPublicKey(String kid, Algorithm algorithm, PublicKey key) {
        try {
            return new TokenKey(kid, algorithm, verifier(algorithm, key));
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException(
                    "a key that cannot be used (expected: one for " + algorithm.wireName() + ")", unusable);
        }
    }

    private static JWSVerifier verifier(Algorithm algorithm, PublicKey key) throws JOSEException {
        if (algorithm == Algorithm.RS256 && key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < RSA_BITS_MIN) {
                throw new IllegalArgumentException(
                        "an RSA key of " + bits + " bits (expected: at least " + RSA_BITS_MIN + " bits)");
            }
            return new RSASSAVerifier(rsa);
        }
        if (algorithm == Algorithm.ES256 && key instanceof ECPublicKey ec) {
            var verifier = new ECDSAVerifier(ec);
            if (!verifier.supportedJWSAlgorithms().contains(algorithm.jws())) {
                throw new IllegalArgumentException("a key on another curve (expected: one on P-256)");
            }
            return verifier;
        }
        if (algorithm == Algorithm.EDDSA && key instanceof EdECPublicKey ed) {
            return new Ed25519Verifier(ed);
        }
        throw new IllegalArgumentException(
                "a key of the kind " + key.getAlgorithm() + " (expected: one for " + algorithm.wireName() + ")");
    }

    public String kid() {
        return kid;
    }

    /** The {@code alg} that a token with this key must have. */
    String algorithm() {
        return header.getAlgorithm().getName();
    }

    /**
     * @param signed header and claims, as the token has them
     * @param signature base64url
     */
    boolean verifies(String signed, String signature) {
        try {
            return verifier.verify(header, signed.getBytes(StandardCharsets.US_ASCII), new Base64URL(signature));
        } catch (JOSEException malformed) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "TokenKey[" + algorithm() + "]";
    }
}
