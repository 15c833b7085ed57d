package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeySetTextTest {

    private static String rsa(KeyPair pair, String more) {
        var key = (RSAPublicKey) pair.getPublic();
        return "{\"kty\":\"RSA\",\"n\":\"" + number(key.getModulus()) + "\",\"e\":\"AQAB\"" + more + "}";
    }

    private static String ec(KeyPair pair, String curve, int bytes, String more) {
        var point = ((ECPublicKey) pair.getPublic()).getW();
        return "{\"kty\":\"EC\",\"crv\":\"" + curve + "\",\"x\":\"" + fixed(point.getAffineX(), bytes) + "\",\"y\":\""
                + fixed(point.getAffineY(), bytes) + "\"" + more + "}";
    }

    private static String number(BigInteger number) {
        return fixed(number, (number.bitLength() + 7) / 8);
    }

    private static String fixed(BigInteger number, int bytes) {
        var all = number.toByteArray();
        var exact = new byte[bytes];
        int length = Math.min(all.length, bytes);
        System.arraycopy(all, all.length - length, exact, bytes - length, length);
        return TokenForge.base64(exact);
    }

    private static String keys(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "]}";
    }

    private static boolean accepts(String set, String token) {
        var ring = KeySetText.read(set);
        return AccessScene.access(AccessScene.STRICT, ring::get).caller(AccessScene.bearer(token))
                instanceof Caller.Holder;
    }

    @Test
    void its_keys_verify_tokens_of_each_kind() {
        var set = keys(
                rsa(TokenForge.RSA, ",\"kid\":\"r\",\"use\":\"sig\",\"alg\":\"RS256\""),
                ec(TokenForge.EC, "P-256", 32, ",\"kid\":\"e\",\"key_ops\":[\"verify\"]"),
                TokenForge.jwk("d"));
        var claims = AccessScene.CLAIMS;

        assertThat(accepts(set, TokenForge.rs256("{\"alg\":\"RS256\",\"kid\":\"r\"}", claims, TokenForge.RSA)))
                .isTrue();
        assertThat(accepts(set, TokenForge.es256("{\"alg\":\"ES256\",\"kid\":\"e\"}", claims, TokenForge.EC)))
                .isTrue();
        assertThat(accepts(set, TokenForge.eddsa("{\"alg\":\"EdDSA\",\"kid\":\"d\"}", claims, TokenForge.ED25519)))
                .isTrue();
        assertThat(accepts(set, TokenForge.es256("{\"alg\":\"ES256\",\"kid\":\"r\"}", claims, TokenForge.EC)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"kid\":\"x\",\"use\":\"enc\"",
                ",\"kid\":\"x\",\"alg\":\"RS512\"",
                ",\"kid\":\"x\",\"alg\":\"PS256\"",
                ",\"kid\":\"x\",\"alg\":\"HS256\"",
                ",\"kid\":\"x\",\"key_ops\":[\"encrypt\"]",
                ",\"kid\":\"\"",
                ""
            })
    void leaves_out_a_key_that_is_not_for_tokens(String more) {
        assertThat(KeySetText.read(keys(rsa(TokenForge.RSA, more), TokenForge.jwk("good"))))
                .containsOnlyKeys("good");
    }

    @Test
    void leaves_out_weak_keys_other_curves_and_secrets() {
        var set = keys(
                rsa(TokenForge.pair("RSA", 1_024), ",\"kid\":\"weak\""),
                ec(TokenForge.curve("EC", "secp384r1"), "P-384", 48, ",\"kid\":\"p384\""),
                "{\"kty\":\"oct\",\"kid\":\"secret\",\"k\":\"" + TokenForge.base64(new byte[32]) + "\"}",
                "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"x\",\"x\":\"" + TokenForge.base64(new byte[32]) + "\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"s\",\"x\":\"" + TokenForge.base64(new byte[31]) + "\"}",
                "{\"kty\":\"PQC\",\"kid\":\"new\"}",
                "{\"kty\":\"RSA\",\"kid\":\"half\"}",
                "\"text\"",
                TokenForge.jwk("good"));

        assertThat(KeySetText.read(set)).containsOnlyKeys("good");
    }

    @Test
    void two_keys_of_one_name_are_none() {
        assertThat(KeySetText.read(TokenForge.keySet("a", "b", "a", "c", "a"))).containsOnlyKeys("b", "c");
    }

    @ParameterizedTest
    @CsvSource({"100, true", "101, false"})
    void has_at_most_a_hundred_keys(int keys, boolean fits) {
        var set = TokenForge.keySet(
                IntStream.range(0, keys).mapToObj(Integer::toString).toArray(String[]::new));

        if (fits) {
            assertThat(KeySetText.read(set)).hasSize(keys);
        } else {
            assertThatThrownBy(() -> KeySetText.read(set))
                    .hasMessage("no key set (expected: {\"keys\":[…]} with at most 100 keys)");
        }
    }
}
