package dev.weir.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A draft as one line of NDJSON: {@code {"data":…,"type":…,"key":…,"idempotencyKey":…}}; all but data may be absent or
 * null. The data is JSON and is kept as the very text that it was.
 *
 * <p>Source: {@code docs/PROTOCOL.md}, section 2.1.
 */
public final class Envelope {

    private @Nullable String data;
    private @Nullable String type;
    private @Nullable String key;
    private @Nullable String idempotencyKey;

    private Envelope() {}

    /**
     * The draft that a line says.
     *
     * @throws InvalidText when it is no JSON object, or not with these members
     */
    public static Draft read(String line) {
        return new Envelope().parse(line);
    }

    /**
     * The line that says this draft, without its line end. White space inside the data that would end the line becomes
     * a space: in JSON it stands between values only.
     *
     * @param draft whose content is JSON
     */
    public static String write(Draft draft) {
        if (draft.content() != Content.JSON) {
            throw new IllegalArgumentException("content: TEXT (expected: JSON, since an envelope has no other)");
        }
        return Json.object(json -> {
            json.writeFieldName("data");
            json.writeRawValue(draft.data().replace('\n', ' ').replace('\r', ' '));
            writeMember(json, "type", draft.type());
            writeMember(json, "key", draft.key());
            writeMember(json, "idempotencyKey", draft.idempotencyKey());
        });
    }

    private static void writeMember(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private Draft parse(String line) {
        JsonChecks.read(line, json -> {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw InvalidText.of(Refusal.BAD_BATCH, "envelope", line, "a JSON object with data");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                readMember(line, json);
            }
            JsonChecks.checkEnd(line, json);
        });
        if (data == null) {
            throw InvalidText.of(Refusal.BAD_BATCH, "envelope", line, "a member \"data\"");
        }
        return new Draft(Content.JSON, data, type, key, idempotencyKey);
    }

    private void readMember(String line, JsonParser json) throws IOException {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
            case "data" -> data = once(name, data, JsonChecks.slice(line, json));
            case "type" -> type = once(name, type, text(name, json));
            case "key" -> key = once(name, key, text(name, json));
            case "idempotencyKey" -> idempotencyKey = once(name, idempotencyKey, text(name, json));
            default ->
                throw InvalidText.of(Refusal.BAD_BATCH, "envelope member", name, "data, type, key or idempotencyKey");
        }
    }

    private static @Nullable String text(String name, JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NULL -> null;
            default ->
                throw InvalidText.of(Refusal.BAD_BATCH, "envelope member " + name, json.getText(), "a string or null");
        };
    }

    private static @Nullable String once(String name, @Nullable String before, @Nullable String now) {
        if (before != null) {
            throw InvalidText.of(Refusal.BAD_BATCH, "envelope member", name, "each member at most once");
        }
        return now;
    }
}
