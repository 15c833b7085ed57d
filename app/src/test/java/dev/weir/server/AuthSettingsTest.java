package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.weir.access.TokenForge;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthSettingsTest {

    private static final String HMAC = "{ kid = a, algorithm = HS256, secret = \"" + TokenForge.SECRET + "\" }";

    @TempDir
    Path folder;

    private static Settings with(String auth) {
        return Settings.load(
                ConfigFactory.parseString("weir.auth { " + auth + " }").withFallback(ConfigFactory.defaultReference()));
    }

    private static KeyPair pair(String algorithm, int size) throws NoSuchAlgorithmException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }

    private static String key(String algorithm, String publicKey) {
        return "keys = [{ kid = a, algorithm = " + algorithm + ", public-key = \"\"\"" + publicKey + "\"\"\" }]";
    }

    @Test
    void takes_secrets_pem_text_and_files() throws Exception {
        var rsa = TokenForge.pem(pair("RSA", 2_048).getPublic());
        var file = Files.writeString(
                folder.resolve("ec.pem"), TokenForge.pem(pair("EC", 256).getPublic()));
        var ed = TokenForge.pem(pair("Ed25519", 255).getPublic());

        var settings = with("mode = jwt, keys = [" + HMAC
                + ", { kid = b, algorithm = RS256, public-key = \"\"\"" + rsa + "\"\"\" }"
                + ", { kid = c, algorithm = ES256, public-key = \"" + file + "\" }"
                + ", { algorithm = EdDSA, public-key = \"\"\"" + ed + "\"\"\" }]");

        assertThat(settings.auth().keys()).extracting("kid").containsExactly("a", "b", "c", "");
        assertThat(settings.auth().keys())
                .hasToString("[TokenKey[HS256], TokenKey[RS256], TokenKey[ES256], TokenKey[EdDSA]]");
    }

    @Test
    void takes_the_rest() {
        var auth = with("mode = jwt, jwks-url = \"https://issuer.example/keys\", issuer = i, audience = a,"
                        + " require-exp = false, cookie = session,"
                        + " allowed-origins = \"https://a.example, http://localhost:3000,\"")
                .auth();

        assertThat(auth.verifies()).isTrue();
        assertThat(auth.jwksUrl()).isEqualTo(URI.create("https://issuer.example/keys"));
        assertThat(auth.tokens().issuer()).isEqualTo("i");
        assertThat(auth.tokens().audience()).isEqualTo("a");
        assertThat(auth.tokens().requireExp()).isFalse();
        assertThat(auth.tokens().cookie()).isEqualTo("session");
        assertThat(auth.origins().listed()).containsExactlyInAnyOrder("https://a.example", "http://localhost:3000");
        assertThat(auth.origins().any()).isFalse();
    }

    @Test
    void tokens_open_addresses_beyond_loopback() {
        var settings = Settings.load(ConfigFactory.parseString("weir { http.host = 0.0.0.0, management.host = 0.0.0.0,"
                        + " auth { mode = jwt, keys = [" + HMAC + "] } }")
                .withFallback(ConfigFactory.defaultReference()));

        assertThat(settings.insecure()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "mode = jwt | weir.auth.keys: none (expected: a key, or auth.jwks-url, while weir.auth.mode is jwt)",
                "keys = text | weir.auth.keys: … (expected: a list of { kid, algorithm, secret or public-key }, at most 100, by file)",
                "keys = [1] | weir.auth.keys: … (expected: a list of { kid, algorithm, secret or public-key }, at most 100, by file)",
                "keys = [{ kid = a }] | weir.auth.keys[0].algorithm: nothing (expected: HS256, RS256, ES256, EdDSA)",
                "keys = [{ algorithm = none }] | weir.auth.keys[0].algorithm: none (expected: HS256, RS256, ES256, EdDSA)",
                "keys = [{ algorithm = hs256 }] | weir.auth.keys[0].algorithm: hs256 (expected: HS256, RS256, ES256, EdDSA)",
                "keys = [{ algorithm = HS256 }] | weir.auth.keys[0]: … (expected: HS256 with secret alone)",
                "keys = [{ algorithm = RS256, secret = hunter2 }] | weir.auth.keys[0]: … (expected: RS256 with public-key alone)",
                "keys = [{ algorithm = HS256, secret = hunter2, public-key = x }] | weir.auth.keys[0]: … (expected: HS256 with secret alone)",
                "keys = [{ algorithm = HS256, secret = 1234567890123456789012345678901 }] | weir.auth.keys[0].secret: 31 bytes (expected: at least 32 bytes)",
                "keys = [{ algorithm = HS256, secret = [hunter2] }] | weir.auth.keys[0].secret: … (expected: a text)",
                "keys = [{ algorithm = HS256, secrte = hunter2 }] | weir.auth.keys[0]: a member of another name (expected: kid, algorithm, secret, public-key)",
                "keys = [{ algorithm = ES256, public-key = no-such-file }] | weir.auth.keys[0].public-key: no-such-file (expected: PEM text, or a file of it that can be read)",
                "jwks-url = issuer | weir.auth.jwks-url: no URL with a host (expected: https://… without user and fragment; http:// only to localhost or a loopback address)",
                "jwks-url = `http://issuer.example/hunter2` | weir.auth.jwks-url: http://issuer.example/… (expected: https://… without user and fragment; http:// only to localhost or a loopback address)",
                "cookie = `a b` | weir.auth.cookie: a b (expected: the name of a cookie: 1 to 100 letters, digits or signs of RFC 6265)",
                "allowed-origins = [`https://a.example/`] | weir.auth.allowed-origins: https://a.example/ (expected: at most 100 of scheme://host[:port] as browsers send it: lower case, no path, no usual port; or *)",
                "require-exp = maybe | weir.auth.require-exp: maybe (expected: true or false)"
            })
    void refuses_what_cannot_be(String auth, String message) {
        assertThatThrownBy(() -> with(auth.replace('`', '"')))
                .isInstanceOf(BadSetting.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://weir:hunter2@issuer.example/",
                "http://127.0.0.1.hunter2.example/",
                "http://10.0.0.1/hunter2",
                "http://localhost.example/hunter2",
                "ftp://localhost/hunter2",
                "file:///hunter2",
                "https:hunter2",
                "https://issuer.example/#hunter2",
                "https://issuer example/hunter2"
            })
    void fetches_keys_from_nowhere_that_anybody_could_change(String url) {
        assertThatThrownBy(() -> with("jwks-url = \"" + url + "\""))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith("weir.auth.jwks-url: ")
                .hasMessageNotContaining("/hunter2")
                .hasMessageNotContaining(":hunter2")
                .hasMessageNotContaining("#hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:1/", "http://127.0.0.2:1/", "http://[::1]:1/", "https://issuer.example/a?b=c"})
    void fetches_keys_from_here_or_over_tls(String url) {
        assertThat(with("jwks-url = \"" + url + "\"").auth().jwksUrl()).isEqualTo(URI.create(url));
    }

    @Test
    void refuses_keys_that_do_not_fit() throws Exception {
        var weak = TokenForge.pem(pair("RSA", 1_024).getPublic());
        var p384 = TokenForge.pem(pair("EC", 384).getPublic());
        var ed448 = TokenForge.pem(pair("Ed448", 448).getPublic());
        var ec = TokenForge.pem(pair("EC", 256).getPublic());

        assertThatThrownBy(() -> with(key("RS256", weak)))
                .hasMessage("weir.auth.keys[0].public-key: an RSA key of 1024 bits (expected: at least 2048 bits)");
        assertThatThrownBy(() -> with(key("ES256", p384)))
                .hasMessage("weir.auth.keys[0].public-key: a key on another curve (expected: one on P-256)");
        for (var other : new String[] {key("EdDSA", ed448), key("RS256", ec), key("EdDSA", ec)}) {
            assertThatThrownBy(() -> with(other))
                    .isInstanceOf(BadSetting.class)
                    .hasMessageStartingWith(
                            "weir.auth.keys[0].public-key: a key that cannot be read (expected: -----BEGIN");
        }
    }

    @Test
    void shows_no_private_key_that_was_put_there() throws Exception {
        var bytes =
                Base64.getEncoder().encodeToString(pair("EC", 256).getPrivate().getEncoded());
        var pem = "-----BEGIN PRIVATE KEY-----\n" + bytes + "\n-----END PRIVATE KEY-----\n";
        var file = Files.writeString(folder.resolve("private.pem"), pem);

        for (var given : new String[] {pem, file.toString()}) {
            assertThatThrownBy(() -> with(key("ES256", given)))
                    .isInstanceOf(BadSetting.class)
                    .hasMessageStartingWith(
                            "weir.auth.keys[0].public-key: another text (expected: -----BEGIN PUBLIC KEY")
                    .hasMessageNotContaining(bytes.substring(0, 8));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key = [{ secret = hunter2 }]",
                "keyss = [{ secret = hunter2 }]",
                "signing = [{ secret = hunter2 }]",
                "secret = hunter2",
                "keys = { a { secret = hunter2 } }",
                "keys = hunter2"
            })
    void never_shows_a_secret(String auth) {
        assertThatThrownBy(() -> with(auth)).isInstanceOf(BadSetting.class).hasMessageNotContaining("hunter2");
    }

    @Test
    void names_a_key_once() {
        assertThatThrownBy(() -> with("keys = [" + HMAC + "," + HMAC + "]"))
                .hasMessage("weir.auth.keys[1].kid: a (expected: another one for each key)");
    }

    @Test
    void reads_no_file_without_end() throws IOException {
        var file = Files.write(folder.resolve("large.pem"), new byte[64 * 1024 + 1]);

        assertThatThrownBy(() -> with(key("ES256", file.toString())))
                .hasMessage("weir.auth.keys[0].public-key: " + file
                        + " (expected: PEM text, or a file of it that can be read)");
    }
}
