package dev.weir.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Small JSON that is read whole: each member once, and nothing behind it. */
public final class JsonTree {

    /** The mapper makes itself the factory's own, so it gets a copy. */
    private static final ObjectReader READER = new JsonMapper(Json.FACTORY.copy())
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonTree() {}

    /** @throws JsonProcessingException when it is not JSON, or has two members of one name */
    public static JsonNode read(String text) throws JsonProcessingException {
        return READER.readTree(text);
    }

    /** @throws InvalidText {@link Refusal#BAD_JSON}, which does not show the body */
    public static JsonNode object(byte[] utf8) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            var object = read(text.toString());
            if (object.isObject()) {
                return object;
            }
        } catch (JsonProcessingException | CharacterCodingException invalid) {
            // Said below; the parser's message would show a piece of it.
        }
        throw new InvalidText(Refusal.BAD_JSON, "body: cannot be read (expected: one JSON object in UTF-8)");
    }
}
