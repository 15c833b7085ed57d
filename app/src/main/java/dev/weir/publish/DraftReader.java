package dev.weir.publish;

import dev.weir.json.JsonChecks;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes drafts of a body. */
final class DraftReader {

    private static final char REPLACEMENT = '\ufffd';
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private DraftReader() {}

    /**
     * @param eventBytesMax of one event's data
     * @return at least one draft, in the order of the body
     * @throws InvalidText when the body, or one event of it, is not what it should be
     */
    static List<Draft> read(PublishRequest request, byte[] body, int eventBytesMax) {
        String text = decode(body);
        if (request.form() != BodyForm.TEXT && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw new InvalidText(Refusal.BAD_JSON, "JSON: starts with U+FEFF (expected: no byte order mark)");
        }
        var batch = new BatchReader(eventBytesMax, request.idempotencyKey());
        return switch (request.form()) {
            case TEXT -> List.of(single(request, Content.TEXT, text, eventBytesMax));
            case JSON -> List.of(single(request, Content.JSON, JsonChecks.value(text), eventBytesMax));
            case ARRAY -> batch.array(text);
            case LINES -> batch.lines(text);
            case ENVELOPES -> batch.envelopes(text);
        };
    }

    private static Draft single(PublishRequest request, Content content, String data, int eventBytesMax) {
        var draft = new Draft(content, data, request.type(), request.key(), request.idempotencyKey());
        checkSize(draft, eventBytesMax);
        return draft;
    }

    static void checkSize(Draft draft, int eventBytesMax) {
        int bytes = draft.dataBytes();
        if (bytes > eventBytesMax) {
            throw new InvalidText(
                    Refusal.EVENT_TOO_LARGE,
                    "event data: " + bytes + " bytes (expected: at most " + eventBytesMax + " bytes)");
        }
    }

    /** Strictly UTF-8: nothing is replaced, and a byte order mark is kept. */
    private static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // That decoder is the fast one, and replaces what is invalid. So only a text with replacements is in doubt.
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeStrictly(bytes);
    }

    private static String decodeStrictly(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var decoder = StandardCharsets.UTF_8.newDecoder();
        if (decoder.decode(in, out, true).isError()) {
            int at = in.position();
            throw new InvalidText(
                    Refusal.BAD_DATA, String.format("body: 0x%02x at byte %d (expected: valid UTF-8)", bytes[at], at));
        }
        return out.flip().toString();
    }
}
