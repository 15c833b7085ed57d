package dev.weir.access;

import dev.weir.wire.Refusal;

/** Whether a {@link Caller} may. */
public sealed interface Decision {

    /** @param subject who the caller is, for limits and logs; {@link Access#ANONYMOUS} when nobody said */
    record Allowed(String subject) implements Decision {}

    /**
     * @param refusal {@link Refusal#UNAUTHENTICATED}, {@link Refusal#INVALID_TOKEN} or {@link Refusal#DENIED}
     * @param detail a sentence for the caller that says nothing about the topic
     */
    record Denied(Refusal refusal, String detail) implements Decision {}
}
