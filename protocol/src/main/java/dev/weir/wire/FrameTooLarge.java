package dev.weir.wire;

/** A stream has a line or an event larger than its reader agreed to hold; the message names the bound. */
public final class FrameTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FrameTooLarge(String what, long bytesMax) {
        super(what + ": larger than the reader holds (expected: at most " + bytesMax + " bytes)");
    }
}
