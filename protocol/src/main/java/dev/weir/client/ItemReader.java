package dev.weir.client;

import dev.weir.wire.Frame;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.Frame.RetryFrame;
import dev.weir.wire.FrameParser;
import java.time.Duration;
import java.util.function.Consumer;

/** Makes parts of a stream's bytes. One for each connection. */
final class ItemReader {

    /** Beside the data a line has its field's name. */
    private static final int LINE_SLACK_BYTES = 1024;

    private final FrameParser parser;
    private String id;

    /**
     * @param eventBytesMax of an event's data
     * @param id that the connection was opened with: what comes before the first id of its own stands there
     */
    ItemReader(int eventBytesMax, String id) {
        // The parser counts an end of line behind the last line too.
        this.parser = new FrameParser(eventBytesMax + LINE_SLACK_BYTES, eventBytesMax + 1);
        this.id = id;
    }

    /**
     * @throws dev.weir.wire.FrameTooLarge at an event beyond the bound; what came before was given out
     * @throws FailedTry when the stream does not say what it must; likewise
     */
    void read(byte[] bytes, int to, Consumer<Part> parts) {
        parser.parse(bytes, 0, to, frame -> give(frame, parts));
    }

    private void give(Frame frame, Consumer<Part> parts) {
        if (frame instanceof EventFrame event) {
            if (!event.lastEventId().isEmpty()) {
                id = event.lastEventId();
            }
            parts.accept(
                    event.type().startsWith(ControlItems.PREFIX)
                            ? ControlItems.read(event, id)
                            : new Part.Item(new StreamItem.Message(event.type(), event.data(), id)));
        } else if (frame instanceof RetryFrame retry) {
            long millis = Math.min(retry.millis(), Backoff.SERVER_DELAY_MAX.toMillis());
            parts.accept(new Part.Retry(Duration.ofMillis(millis)));
        }
    }
}
