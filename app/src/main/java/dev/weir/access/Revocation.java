package dev.weir.access;

import java.time.Instant;

/**
 * An admin's word that tokens are good no longer.
 *
 * @param value a subject or a token's id, by {@code kind}
 * @param at when it was said
 */
public record Revocation(Kind kind, String value, Instant at) {

    /** What {@link #value} names; the names are those of the members of {@code POST /api/revocations}. */
    public enum Kind {
        /** All tokens of a subject that were issued until then, and those that do not say when they were. */
        SUBJECT,
        /** The token with this {@code jti}. */
        TOKEN
    }
}
