package dev.weir.access;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.List;

/** How a token may be signed (RFC 7518, section 3; RFC 8037). Each key has one, and takes no other. */
public enum Algorithm {
    HS256("HS256"),
    RS256("RS256"),
    /** On the curve P-256. */
    ES256("ES256"),
    /** On the curve Ed25519. */
    EDDSA("EdDSA");

    private final String wireName;

    Algorithm(String wireName) {
        this.wireName = wireName;
    }

    /** As in {@code alg}; upper and lower case count. */
    public String wireName() {
        return wireName;
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Algorithm::wireName).toList();
    }

    JWSAlgorithm jws() {
        return JWSAlgorithm.parse(wireName);
    }
}
