package dev.weir.access;

import dev.weir.access.Decision.Allowed;
import dev.weir.access.Decision.Denied;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who sends one request, and what they may do: the outcome of verifying its token, which is done once, however many
 * topics are asked for.
 */
public sealed interface Caller {

    /** The answer is the same for a topic that exists and for one that does not. */
    Decision may(Action action, TopicName topic);

    /** Whether everything on the management port is open to this caller, and the refusal when it is not. */
    Decision mayAdminister();

    /** For limits and logs: {@code sub} of the token, or {@link Access#ANONYMOUS}. */
    String subject();

    /** {@code exp} of the token, without leeway; null when nothing ends. */
    @Nullable Instant expiresAt();

    /** {@code jti} of the token, by which it can be revoked; null when it has none. */
    @Nullable String tokenId();

    default boolean admin() {
        return mayAdminister() instanceof Allowed;
    }

    /** Whoever it is, with {@code auth.mode = none}. */
    record Anyone() implements Caller {

        private static final Decision ALLOWED = new Allowed(Access.ANONYMOUS);

        @Override
        public Decision may(Action action, TopicName topic) {
            return ALLOWED;
        }

        @Override
        public Decision mayAdminister() {
            return ALLOWED;
        }

        @Override
        public String subject() {
            return Access.ANONYMOUS;
        }

        @Override
        public @Nullable Instant expiresAt() {
            return null;
        }

        @Override
        public @Nullable String tokenId() {
            return null;
        }
    }

    /** Somebody without a token that is accepted; {@code why} is the answer to whatever they want. */
    record Nobody(Denied why) implements Caller {

        @Override
        public Decision may(Action action, TopicName topic) {
            return why;
        }

        @Override
        public Decision mayAdminister() {
            return why;
        }

        @Override
        public String subject() {
            return Access.ANONYMOUS;
        }

        @Override
        public @Nullable Instant expiresAt() {
            return null;
        }

        @Override
        public @Nullable String tokenId() {
            return null;
        }
    }

    /** The holder of a token that was verified. */
    record Holder(
            String subject,
            @Nullable String tokenId,
            @Nullable Instant expiresAt,
            Grants grants) implements Caller {

        @Override
        public Decision may(Action action, TopicName topic) {
            if (grants.topics(action).contains(topic)) {
                return new Allowed(subject);
            }
            var word = action.name().toLowerCase(Locale.ROOT);
            return new Denied(
                    Refusal.DENIED, "token: does not grant this (expected: the topic among its " + word + " grants)");
        }

        @Override
        public Decision mayAdminister() {
            return grants.admin()
                    ? new Allowed(subject)
                    : new Denied(
                            Refusal.DENIED,
                            "token: does not grant this (expected: one with {\"weir\":{\"admin\":true}})");
        }
    }
}
