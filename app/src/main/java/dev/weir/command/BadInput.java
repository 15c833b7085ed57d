package dev.weir.command;

/** An input that cannot be read on, or a line of it that is no event; the message is one line and names which. */
final class BadInput extends Exception {

    private static final long serialVersionUID = 1L;

    BadInput(String message) {
        super(message);
    }
}
