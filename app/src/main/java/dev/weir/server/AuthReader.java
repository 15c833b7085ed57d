package dev.weir.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.weir.access.Algorithm;
import dev.weir.access.Origins;
import dev.weir.access.PublicKeyText;
import dev.weir.access.TokenKey;
import dev.weir.access.TokenSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the keys under {@code weir.auth}. No message of it shows a secret, a key, or a URL's query. */
final class AuthReader {

    private static final String KEYS = "auth.keys";
    private static final String KEYS_EXPECTED =
            "a list of { kid, algorithm, secret or public-key }, at most 100, by file";
    private static final String JWKS_EXPECTED =
            "https://… without user and fragment; http:// only to localhost or a loopback address";
    private static final int KEYS_MAX = 100;
    private static final int FILE_BYTES_MAX = 64 * 1024;
    private static final List<String> MEMBERS = List.of("kid", "algorithm", "secret", "public-key");

    /** RFC 6265, section 4.1.1. */
    private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

    private final SettingsReader reader;

    private AuthReader(SettingsReader reader) {
        this.reader = reader;
    }

    static Settings.Auth read(SettingsReader reader) {
        return new AuthReader(reader).read();
    }

    private Settings.Auth read() {
        var auth = new Settings.Auth(
                reader.choice("auth.mode", List.of(Settings.Auth.NONE, Settings.Auth.JWT)),
                reader.flag("auth.insecure-public"),
                keys(),
                jwksUrl(),
                new TokenSettings(
                        reader.text("auth.issuer"),
                        reader.text("auth.audience"),
                        reader.flag("auth.require-exp"),
                        cookie()),
                reader.time("auth.ticket-life", Duration.ofSeconds(10), Duration.ofHours(24)),
                origins());
        if (auth.verifies() && auth.keys().isEmpty() && auth.jwksUrl() == null) {
            throw new BadSetting("weir.auth.keys", "none", "a key, or auth.jwks-url, while weir.auth.mode is jwt");
        }
        return auth;
    }

    private List<TokenKey> keys() {
        var entries = reader.objects(KEYS, KEYS_EXPECTED);
        if (entries.size() > KEYS_MAX) {
            throw new BadSetting("weir." + KEYS, entries.size() + " keys", KEYS_EXPECTED);
        }
        List<TokenKey> keys = new ArrayList<>();
        Set<String> kids = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            var key = key("weir." + KEYS + "[" + i + "]", entries.get(i));
            if (!kids.add(key.kid())) {
                throw new BadSetting(
                        "weir." + KEYS + "[" + i + "].kid",
                        key.kid().isEmpty() ? "nothing" : key.kid(),
                        "another one for each key");
            }
            keys.add(key);
        }
        return List.copyOf(keys);
    }

    private static TokenKey key(String path, Config entry) {
        for (var member : entry.root().keySet()) {
            if (!MEMBERS.contains(member)) {
                throw new BadSetting(path, "a member of another name", String.join(", ", MEMBERS));
            }
        }
        var algorithm = algorithm(path + ".algorithm", member(path, entry, "algorithm"));
        var kid = member(path, entry, "kid");
        var secret = member(path, entry, "secret");
        var publicKey = member(path, entry, "public-key");
        boolean isSecret = algorithm == Algorithm.HS256;
        if (isSecret ? secret.isEmpty() || !publicKey.isEmpty() : publicKey.isEmpty() || !secret.isEmpty()) {
            throw new BadSetting(
                    path, "…", isSecret ? "HS256 with secret alone" : algorithm.wireName() + " with public-key alone");
        }
        return isSecret
                ? checked(path + ".secret", () -> TokenKey.ofSecret(kid, secret.getBytes(StandardCharsets.UTF_8)))
                : checked(path + ".public-key", () -> {
                    var pem = PublicKeyText.isPem(publicKey) ? publicKey : file(path + ".public-key", publicKey);
                    return TokenKey.ofPublicKey(kid, algorithm, PublicKeyText.read(pem, algorithm));
                });
    }

    private static Algorithm algorithm(String path, String name) {
        for (var algorithm : Algorithm.values()) {
            if (algorithm.wireName().equals(name)) {
                return algorithm;
            }
        }
        throw new BadSetting(path, name.isEmpty() ? "nothing" : name, String.join(", ", Algorithm.wireNames()));
    }

    /** Empty when it is not there. */
    private static String member(String path, Config entry, String name) {
        try {
            return entry.hasPath(name) ? entry.getString(name) : "";
        } catch (ConfigException invalid) {
            throw new BadSetting(path + "." + name, "…", "a text");
        }
    }

    @FunctionalInterface
    private interface Making {
        TokenKey make();
    }

    private static TokenKey checked(String path, Making making) {
        try {
            return making.make();
        } catch (IllegalArgumentException invalid) {
            throw new BadSetting(path + ": " + invalid.getMessage());
        }
    }

    private static String file(String path, String name) {
        try {
            var file = Path.of(name);
            if (Files.size(file) <= FILE_BYTES_MAX) {
                return Files.readString(file);
            }
        } catch (IOException | InvalidPathException unreadable) {
            // Said below.
        }
        throw new BadSetting(path, name, "PEM text, or a file of it that can be read");
    }

    private @Nullable URI jwksUrl() {
        var text = reader.text("auth.jwks-url");
        if (text.isEmpty()) {
            return null;
        }
        URI url;
        try {
            url = URI.create(text);
        } catch (IllegalArgumentException invalid) {
            throw new BadSetting("weir.auth.jwks-url", "no URL", JWKS_EXPECTED);
        }
        var host = url.getHost();
        boolean isSafe = "https".equals(url.getScheme()) || ("http".equals(url.getScheme()) && isLoopback(host));
        if (host == null || !isSafe || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            var shown = host == null ? "no URL with a host" : url.getScheme() + "://" + host + "/…";
            throw new BadSetting("weir.auth.jwks-url", shown, JWKS_EXPECTED);
        }
        return url;
    }

    /** By what it says, not by what a name resolves to now. */
    private static boolean isLoopback(@Nullable String host) {
        if (host == null || host.equals("localhost")) {
            return host != null;
        }
        try {
            return host.matches("\\d+\\.\\d+\\.\\d+\\.\\d+|\\[.*]")
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException invalid) {
            return false;
        }
    }

    private String cookie() {
        var name = reader.text("auth.cookie");
        if (!COOKIE_NAME.matcher(name).matches()) {
            throw reader.bad("auth.cookie", "the name of a cookie: 1 to 100 letters, digits or signs of RFC 6265");
        }
        return name;
    }

    private Origins origins() {
        try {
            return Origins.of(reader.texts("auth.allowed-origins"));
        } catch (IllegalArgumentException invalid) {
            throw new BadSetting("weir.auth.allowed-origins", String.valueOf(invalid.getMessage()), Origins.EXPECTED);
        }
    }
}
