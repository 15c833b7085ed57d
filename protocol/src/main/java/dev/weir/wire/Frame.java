package dev.weir.wire;

/** What {@link FrameParser} finds in a stream, in the order of the stream. */
public sealed interface Frame {

    /**
     * A block that had data.
     *
     * @param type {@code message} when the block named none
     * @param data lines joined by LF
     * @param lastEventId as of this block; empty before the first id
     */
    record EventFrame(String type, String data, String lastEventId) implements Frame {}

    /** @param text behind the colon, without the first space */
    record CommentFrame(String text) implements Frame {}

    /** @param millis after which to come back; {@link Long#MAX_VALUE} for any number beyond it */
    record RetryFrame(long millis) implements Frame {}
}
