package dev.weir.wire;

/** A text from outside that the protocol does not allow; the message names the value and what was expected. */
public final class InvalidText extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    /**
     * @param refusal what a request that carries this text is answered
     * @param message names the value, shortened and escaped, and what was expected
     */
    public InvalidText(Refusal refusal, String message) {
        super(message);
        this.refusal = refusal;
    }

    /** In the form of all our messages: {@code what: "value" (expected: …)}, the value shortened and in ASCII. */
    public static InvalidText of(Refusal refusal, String what, String value, String expected) {
        return new InvalidText(refusal, what + ": " + TextRules.shown(value) + " (expected: " + expected + ")");
    }

    public Refusal refusal() {
        return refusal;
    }

    /** Hostile input is frequent and its stack is never read. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
