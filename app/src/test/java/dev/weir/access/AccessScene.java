package dev.weir.access;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The real verifier, at a fixed time, with a key of each algorithm named after it. */
final class AccessScene {

    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    static final long SECONDS = NOW.getEpochSecond();

    static final String PAGE = "https://app.example";

    static final TokenSettings STRICT = new TokenSettings("https://issuer.example", "weir", true, "weir");

    /** What {@link #STRICT} wants, with a grant; put more before the closing brace. */
    static final String CLAIMS = "{\"iss\":\"https://issuer.example\",\"aud\":\"weir\",\"sub\":\"alice\",\"exp\":"
            + (SECONDS + 600) + ",\"mercure\":{\"subscribe\":[\"quakes\"]}}";

    static final KeyRing KEYS = KeyRing.of(List.of(
            TokenKey.ofSecret("hmac", TokenForge.SECRET.getBytes(StandardCharsets.UTF_8)),
            TokenKey.ofPublicKey("rsa", Algorithm.RS256, TokenForge.RSA.getPublic()),
            TokenKey.ofPublicKey("ec", Algorithm.ES256, TokenForge.EC.getPublic()),
            TokenKey.ofPublicKey("ed", Algorithm.EDDSA, TokenForge.ED25519.getPublic())));

    private AccessScene() {}

    static Access access(TokenSettings settings, KeyRing keys) {
        return access(settings, keys, new Revocations());
    }

    static Access access(TokenSettings settings, KeyRing keys, Revocations revocations) {
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var tickets = new Tickets(new byte[Tickets.SECRET_BYTES], revocations, clock);
        return new TokenAccess(settings, Origins.of(List.of(PAGE)), keys, revocations, tickets, clock);
    }

    static Caller caller(String token) {
        return access(STRICT, KEYS).caller(bearer(token));
    }

    static HttpRequest bearer(String token) {
        return HttpRequest.GET("/").addHeader(RawHeader.create("Authorization", "Bearer " + token));
    }

    /** {@link #CLAIMS} with other ones after them, or in place of those of the same name. */
    static String claims(String... members) {
        var claims = CLAIMS;
        for (var member : members) {
            var name = member.substring(0, member.indexOf(':') + 1);
            var without = claims.replaceAll("," + Pattern.quote(name) + "(\"[^\"]*\"|[0-9]+|\\{[^}]*})", "");
            claims = without.substring(0, without.length() - 1) + "," + member + "}";
        }
        return claims;
    }
}
