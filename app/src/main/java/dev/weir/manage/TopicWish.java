package dev.weir.manage;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.json.JsonChecks;
import dev.weir.topic.Retention;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code PUT /topics/{topic}}: {@code {"retention":{"events":100000,"age":"7d"},"keyed":false}}. What is not
 * there stays as it is, or is the default of a new topic.
 */
final class TopicWish {

    private @Nullable Long events;
    private @Nullable Duration age;
    private @Nullable Boolean keyed;

    private TopicWish() {}

    @Nullable Long events() {
        return events;
    }

    @Nullable Duration age() {
        return age;
    }

    @Nullable Boolean keyed() {
        return keyed;
    }

    /**
     * @param body nothing at all asks for nothing
     * @throws InvalidText when it is no such object
     */
    static TopicWish read(byte[] body) {
        var wish = new TopicWish();
        var text = decode(body);
        if (!text.isBlank()) {
            JsonChecks.read(text, json -> {
                if (json.nextToken() != JsonToken.START_OBJECT) {
                    throw bad("body", JsonChecks.trimmed(text), "a JSON object");
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    wish.readMember(json);
                }
                JsonChecks.checkEnd(text, json);
            });
        }
        return wish;
    }

    private void readMember(JsonParser json) throws IOException {
        var name = json.currentName();
        var value = json.nextToken();
        switch (name) {
            case "keyed" -> {
                if (value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE) {
                    throw bad("keyed", json.getText(), "true or false");
                }
                keyed = once("keyed", keyed, value == JsonToken.VALUE_TRUE);
            }
            case "retention" -> {
                if (value != JsonToken.START_OBJECT) {
                    throw bad("retention", json.getText(), "an object with events or age");
                }
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    readRetention(json);
                }
            }
            default -> throw bad("member", name, "retention or keyed");
        }
    }

    private void readRetention(JsonParser json) throws IOException {
        var name = json.currentName();
        var value = json.nextToken();
        switch (name) {
            case "events" -> events = once("retention.events", events, count(json, value));
            case "age" -> {
                var found = value == JsonToken.VALUE_STRING ? RetentionText.age(json.getText()) : null;
                if (found == null) {
                    throw bad("retention.age", json.getText(), RetentionText.AGE_EXPECTED);
                }
                age = once("retention.age", age, found);
            }
            default -> throw bad("member of retention", name, "events or age");
        }
    }

    private static long count(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING && json.getText().equals(RetentionText.FOREVER)) {
            return Retention.ALL;
        }
        boolean isLong =
                value == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!isLong || json.getLongValue() < 1) {
            throw bad("retention.events", json.getText(), "a whole number from 1, or \"forever\"");
        }
        return json.getLongValue();
    }

    private static <T> T once(String name, @Nullable T before, T now) {
        if (before != null) {
            throw bad("member", name, "each member at most once");
        }
        return now;
    }

    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw new InvalidText(Refusal.BAD_JSON, "body: not UTF-8 (expected: JSON in UTF-8)");
        }
    }

    private static InvalidText bad(String what, String value, String expected) {
        return InvalidText.of(Refusal.BAD_TOPIC_SETTINGS, what, value, expected);
    }
}
