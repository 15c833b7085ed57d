package dev.weir.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import dev.weir.json.JsonTree;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key set (RFC 7517) as text. Keys in it that cannot verify tokens here are left out, as the RFC wants it: other kinds
 * and algorithms, for encryption, too weak, without a name, or two of one name. Secrets are left out too: what a URL
 * hands out is none.
 */
final class KeySetText {

    static final int KEYS_MAX = 100;

    /** The head of an Ed25519 key as X.509 has it (RFC 8410, section 4); its 32 bytes follow. */
    private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_BYTES = 32;

    private KeySetText() {}

    /**
     * @return by kid
     * @throws IllegalArgumentException when it is no key set, or has more than {@link #KEYS_MAX}
     */
    static Map<String, TokenKey> read(String text) {
        Map<String, TokenKey> keys = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (var entry : entries(text)) {
            var kid = entry.path("kid").asText();
            if (!kid.isEmpty() && !seen.add(kid)) {
                keys.remove(kid);
                continue;
            }
            var key = kid.isEmpty() ? null : key(kid, entry);
            if (key != null) {
                keys.put(kid, key);
            }
        }
        return Map.copyOf(keys);
    }

    private static JsonNode entries(String text) {
        try {
            var entries = JsonTree.read(text).path("keys");
            if (entries.isArray() && entries.size() <= KEYS_MAX) {
                return entries;
            }
        } catch (JsonProcessingException invalid) {
            // Said below.
        }
        throw new IllegalArgumentException("no key set (expected: {\"keys\":[…]} with at most " + KEYS_MAX + " keys)");
    }

    private static @Nullable TokenKey key(String kid, JsonNode entry) {
        try {
            var jwk = JWK.parse(entry.toString());
            var algorithm = algorithm(jwk);
            return algorithm == null || !isForSignatures(jwk, algorithm)
                    ? null
                    : TokenKey.ofPublicKey(kid, algorithm, publicKey(jwk));
        } catch (ParseException | JOSEException | GeneralSecurityException | IllegalArgumentException unusable) {
            return null;
        }
    }

    private static @Nullable Algorithm algorithm(JWK jwk) {
        if (jwk instanceof RSAKey) {
            return Algorithm.RS256;
        }
        if (jwk instanceof ECKey) {
            return Algorithm.ES256;
        }
        return jwk instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519) ? Algorithm.EDDSA : null;
    }

    private static boolean isForSignatures(JWK jwk, Algorithm algorithm) {
        var use = jwk.getKeyUse();
        var operations = jwk.getKeyOperations();
        return (use == null || use.equals(KeyUse.SIGNATURE))
                && (operations == null || operations.isEmpty() || operations.contains(KeyOperation.VERIFY))
                && (jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm.jws()));
    }

    private static PublicKey publicKey(JWK jwk) throws JOSEException, GeneralSecurityException {
        if (jwk instanceof RSAKey rsa) {
            return rsa.toRSAPublicKey();
        }
        if (jwk instanceof ECKey ec) {
            return ec.toECPublicKey();
        }
        var x = ((OctetKeyPair) jwk).getX().decode();
        if (x.length != ED25519_BYTES) {
            throw new IllegalArgumentException(x.length + " bytes (expected: " + ED25519_BYTES + ")");
        }
        var der = new byte[ED25519_HEAD.length + ED25519_BYTES];
        System.arraycopy(ED25519_HEAD, 0, der, 0, ED25519_HEAD.length);
        System.arraycopy(x, 0, der, ED25519_HEAD.length, ED25519_BYTES);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    }
}
