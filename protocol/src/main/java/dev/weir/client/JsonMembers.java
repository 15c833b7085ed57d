package dev.weir.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.weir.json.Json;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Members of a JSON object that a server sent, as far as they are there and are what they should be. */
final class JsonMembers {

    private static final ObjectMapper json = new ObjectMapper(Json.FACTORY);

    private final JsonNode object;

    private JsonMembers(JsonNode object) {
        this.object = object;
    }

    /** Without any member when the text is no JSON. */
    static JsonMembers of(String text) {
        try {
            return new JsonMembers(json.readTree(text));
        } catch (JsonProcessingException e) {
            return new JsonMembers(MissingNode.getInstance());
        }
    }

    /** Whether it is an object at all. */
    boolean hasAny() {
        return object.isObject() && !object.isEmpty();
    }

    @Nullable String text(String name) {
        return object.path(name).textValue();
    }

    String text(String name, String otherwise) {
        var text = text(name);
        return text == null ? otherwise : text;
    }

    /** Null when it is no whole number that a {@code long} holds. */
    @Nullable Long number(String name) {
        var number = object.path(name);
        return number.canConvertToLong() && number.canConvertToExactIntegral() ? number.longValue() : null;
    }

    @Nullable Boolean flag(String name) {
        var flag = object.path(name);
        return flag.isBoolean() ? flag.booleanValue() : null;
    }

    @Nullable TopicName topic(String name) {
        return topicName(object.path(name));
    }

    @Nullable Position position(String name) {
        return positionOf(object.path(name));
    }

    /** Those that can be read. */
    List<TopicName> topics(String name) {
        var topics = new ArrayList<TopicName>();
        for (var element : object.path(name)) {
            var topic = topicName(element);
            if (topic != null) {
                topics.add(topic);
            }
        }
        return List.copyOf(topics);
    }

    /** Those that can be read, in the order in which they came. */
    Map<TopicName, Position> positions(String name) {
        var positions = new LinkedHashMap<TopicName, Position>();
        object.path(name).properties().forEach(entry -> {
            var topic = topicName(entry.getKey());
            var position = positionOf(entry.getValue());
            if (topic != null && position != null) {
                positions.put(topic, position);
            }
        });
        return Collections.unmodifiableMap(positions);
    }

    /** The elements of an array of objects. */
    List<JsonMembers> objects(String name) {
        var objects = new ArrayList<JsonMembers>();
        object.path(name).forEach(element -> objects.add(new JsonMembers(element)));
        return objects;
    }

    private static @Nullable TopicName topicName(JsonNode node) {
        return node.isTextual() ? topicName(node.textValue()) : null;
    }

    private static @Nullable TopicName topicName(String text) {
        try {
            return new TopicName(text);
        } catch (InvalidText e) {
            return null;
        }
    }

    private static @Nullable Position positionOf(JsonNode node) {
        return node.isTextual() ? Position.parse(node.textValue()) : null;
    }
}
