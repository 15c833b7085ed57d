package dev.weir.access;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs tokens by the JDK alone, and so is a second opinion on the library that verifies them. */
public final class TokenForge {

    public static final String SECRET = "a secret of thirty-two bytes, no less";

    public static final KeyPair RSA = pair("RSA", 2_048);
    static final KeyPair EC = curve("EC", "secp256r1");
    static final KeyPair ED25519 = pair("Ed25519", 255);

    private TokenForge() {}

    /** Signed by {@link #SECRET}, whose kid is {@code hmac}. */
    public static String token(String claims) {
        return hs256("{\"alg\":\"HS256\",\"kid\":\"hmac\",\"typ\":\"JWT\"}", claims);
    }

    public static String hs256(String header, String claims) {
        return hs256(header, claims, SECRET.getBytes(StandardCharsets.UTF_8));
    }

    public static String hs256(String header, String claims, byte[] secret) {
        return hs256(header, utf8(claims), secret);
    }

    static String hs256(String header, byte[] claims, byte[] secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            var signed = base64(utf8(header)) + "." + base64(claims);
            return signed + "." + base64(mac.doFinal(ascii(signed)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String rs256(String header, String claims, KeyPair key) {
        return signed("SHA256withRSA", header, claims, key);
    }

    static String es256(String header, String claims, KeyPair key) {
        return signed("SHA256withECDSAinP1363Format", header, claims, key);
    }

    static String eddsa(String header, String claims, KeyPair key) {
        return signed("Ed25519", header, claims, key);
    }

    static String signed(String how, String header, String claims, KeyPair key) {
        try {
            var signature = Signature.getInstance(how);
            signature.initSign(key.getPrivate());
            var signed = signed(header, claims);
            signature.update(ascii(signed));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair pair(String algorithm, int size) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(size);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair curve(String algorithm, String curve) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Signed by the key of {@link #keySet}. */
    public static String eddsa(String kid, String claims) {
        return eddsa("{\"alg\":\"EdDSA\",\"kid\":\"" + kid + "\"}", claims, ED25519);
    }

    /** One Ed25519 key under each of these names. */
    public static String keySet(String... kids) {
        return Arrays.stream(kids).map(TokenForge::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    static String jwk(String kid) {
        var der = ED25519.getPublic().getEncoded();
        var x = base64(Arrays.copyOfRange(der, der.length - 32, der.length));
        return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"" + kid + "\",\"x\":\"" + x + "\"}";
    }

    /** As {@code openssl pkey -pubout} writes it. */
    public static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static String signed(String header, String claims) {
        return base64(utf8(header)) + "." + base64(utf8(claims));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
