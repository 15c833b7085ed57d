package dev.weir.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a token, or a ticket that was made of one, says about its holder: what a stream that it opened hangs on.
 *
 * @param subject {@code sub}; null for one who did not say who it is
 * @param tokenId {@code jti}, by which the token can be revoked; null when it has none
 * @param issuedAt {@code iat}; null when it does not say
 * @param expiresAt {@code exp}, without leeway; null when nothing ends
 */
public record Credential(
        @Nullable String subject,
        @Nullable String tokenId,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt) {

    /** Of who brought nothing. */
    public static final Credential NONE = new Credential(null, null, null, null);
}
