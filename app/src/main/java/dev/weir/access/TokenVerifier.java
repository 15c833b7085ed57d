package dev.weir.access;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.access.Caller.Holder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a caller of a token (RFC 7519), by the rules of RFC 8725: the key says which algorithm it takes, the token says
 * only which key, and no header may bring or point to a key.
 */
final class TokenVerifier {

    /** Between the clocks of who issues tokens and of this node. */
    static final Duration LEEWAY = Duration.ofSeconds(60);

    /** Change what the rest of a token means, and are not needed here: a nested, compressed or encrypted one. */
    private static final Set<String> HEADERS_REFUSED = Set.of("crit", "b64", "zip", "enc", "cty");

    private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

    private static final int TEXT_CHARS_MAX = 256;

    /** The year 9999. */
    private static final double SECONDS_MAX = 253_402_300_799.0;

    private final TokenSettings settings;
    private final KeyRing keys;
    private final Revocations revocations;
    private final Clock clock;

    TokenVerifier(TokenSettings settings, KeyRing keys, Revocations revocations, Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** @throws BadToken for every token that is not accepted */
    Holder verify(String text) {
        var token = TokenText.parse(text);
        checkHeader(token.header());
        var key = key(token.header());
        if (!token.header().path("alg").asText().equals(key.algorithm())) {
            throw new BadToken("token: signed by another algorithm (expected: that of its key)");
        }
        if (!key.verifies(token.signed(), token.signature())) {
            throw new BadToken("token: its signature does not fit (expected: made with the key that kid names)");
        }
        return holder(token.claims());
    }

    private static void checkHeader(JsonNode header) {
        if (!header.path("alg").isTextual()) {
            throw new BadToken("token: without alg (expected: that of its key)");
        }
        for (var name : HEADERS_REFUSED) {
            if (header.has(name)) {
                throw new BadToken("token: with the header " + name + " (expected: a plain signed JWT)");
            }
        }
        var type = header.get("typ");
        if (type != null && !(type.isTextual() && TYPES.contains(lowerCase(type.textValue())))) {
            throw new BadToken("token: of another type (expected: typ JWT, at+jwt or none)");
        }
    }

    private TokenKey key(JsonNode header) {
        var kid = header.get("kid");
        if (kid != null && (!kid.isTextual() || kid.textValue().isEmpty())) {
            throw new BadToken("token: kid of another kind (expected: a text)");
        }
        var key = keys.find(kid == null ? "" : kid.textValue());
        if (key == null) {
            throw new BadToken(
                    kid == null
                            ? "token: without kid (expected: the name of a key)"
                            : "token: kid not known (expected: the name of a key)");
        }
        return key;
    }

    private Holder holder(JsonNode claims) {
        var expiresAt = time(claims, "exp");
        if (expiresAt == null && settings.requireExp()) {
            throw new BadToken("claim exp: not there (expected: when the token ends)");
        }
        var now = clock.instant();
        if (expiresAt != null && !now.isBefore(expiresAt.plus(LEEWAY))) {
            throw new BadToken("claim exp: has passed (expected: a time to come)");
        }
        var notBefore = time(claims, "nbf");
        if (notBefore != null && now.isBefore(notBefore.minus(LEEWAY))) {
            throw new BadToken("claim nbf: has not come (expected: a time that has)");
        }
        checkIssuer(claims);
        checkAudience(claims);
        var credential = new Credential(text(claims, "sub"), text(claims, "jti"), time(claims, "iat"), expiresAt);
        if (revocations.cover(credential)) {
            throw new BadToken("token: revoked (expected: one that is good)");
        }
        return new Holder(credential, Grants.of(claims));
    }

    private void checkIssuer(JsonNode claims) {
        if (!settings.issuer().isEmpty() && !settings.issuer().equals(text(claims, "iss"))) {
            throw new BadToken("claim iss: not there, or another one (expected: auth.issuer)");
        }
    }

    private void checkAudience(JsonNode claims) {
        if (settings.audience().isEmpty()) {
            return;
        }
        var audience = claims.path("aud");
        boolean named = audience.isTextual() && audience.textValue().equals(settings.audience());
        if (audience.isArray()) {
            for (var one : audience) {
                named |= one.isTextual() && one.textValue().equals(settings.audience());
            }
        }
        if (!named) {
            throw new BadToken("claim aud: not there, or others (expected: auth.audience among them)");
        }
    }

    private static @Nullable Instant time(JsonNode claims, String name) {
        var claim = claims.get(name);
        if (claim == null) {
            return null;
        }
        double seconds = claim.isNumber() ? claim.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= SECONDS_MAX)) {
            throw new BadToken("claim " + name + ": of another kind (expected: seconds since 1970 as a number)");
        }
        return Instant.ofEpochSecond((long) seconds);
    }

    private static @Nullable String text(JsonNode claims, String name) {
        var claim = claims.get(name);
        if (claim == null) {
            return null;
        }
        var text = claim.isTextual() ? claim.textValue() : "";
        if (text.isEmpty()
                || text.length() > TEXT_CHARS_MAX
                || text.codePoints().anyMatch(TokenVerifier::breaksLogs)) {
            throw new BadToken("claim " + name + ": of another kind (expected: a text of 1 to " + TEXT_CHARS_MAX
                    + " characters without control characters)");
        }
        return text;
    }

    /** Control characters and lone surrogates. */
    private static boolean breaksLogs(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    private static String lowerCase(String ascii) {
        return ascii.toLowerCase(Locale.ROOT);
    }
}
