package dev.weir.access;

import dev.weir.access.Decision.Allowed;
import dev.weir.access.Decision.Denied;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Who sends one request, and what they may do: the outcome of verifying its token, which is done once, however many
 * topics are asked for.
 */
public sealed interface Caller {

    /** The answer is the same for a topic that exists and for one that does not. */
    Decision may(Action action, TopicName topic);

    /** Whether everything on the management port is open to this caller, and the refusal when it is not. */
    Decision mayAdminister();

    /** What it says about who it is; {@link Credential#NONE} of who brought none, or one that is not accepted. */
    Credential credential();

    /** For limits and logs: {@code sub} of the token, or {@link Access#ANONYMOUS}. */
    default String subject() {
        var subject = credential().subject();
        return subject == null ? Access.ANONYMOUS : subject;
    }

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
        public Credential credential() {
            return Credential.NONE;
        }
    }

    /** Somebody without a token that is accepted; {@code why} is the answer to whatever they want. */
    record Nobody(Denied why) implements Caller {

        static Nobody of(BadToken bad) {
            return new Nobody(new Denied(Refusal.INVALID_TOKEN, String.valueOf(bad.getMessage())));
        }

        @Override
        public Decision may(Action action, TopicName topic) {
            return why;
        }

        @Override
        public Decision mayAdminister() {
            return why;
        }

        @Override
        public Credential credential() {
            return Credential.NONE;
        }
    }

    /** The holder of a token that was verified. */
    record Holder(Credential credential, Grants grants) implements Caller {

        @Override
        public Decision may(Action action, TopicName topic) {
            if (grants.topics(action).contains(topic)) {
                return new Allowed(subject());
            }
            var word = action.name().toLowerCase(Locale.ROOT);
            return new Denied(
                    Refusal.DENIED, "token: does not grant this (expected: the topic among its " + word + " grants)");
        }

        @Override
        public Decision mayAdminister() {
            return grants.admin()
                    ? new Allowed(subject())
                    : new Denied(
                            Refusal.DENIED,
                            "token: does not grant this (expected: one with {\"weir\":{\"admin\":true}})");
        }
    }

    /**
     * Who brings a ticket: may subscribe to what it was made for, and nothing else.
     *
     * @param credential of the token that it was made of, with the ticket's end
     */
    record TicketHolder(Credential credential, Predicate<TopicName> topics) implements Caller {

        private static final Denied DENIED = new Denied(
                Refusal.DENIED, "ticket: does not grant this (expected: to subscribe to a topic it was made for)");

        @Override
        public Decision may(Action action, TopicName topic) {
            return action == Action.SUBSCRIBE && topics.test(topic) ? new Allowed(subject()) : DENIED;
        }

        @Override
        public Decision mayAdminister() {
            return DENIED;
        }
    }
}
