package dev.weir.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** An OpenAPI document, as far as it is used here: says in what an answer differs from what is described. */
final class ApiDescription {

    private final JsonNode document;

    ApiDescription(JsonNode document) {
        this.document = document;
    }

    /** Every operation, such as {@code GET /api/topics/{topic}}. */
    Set<String> operations() {
        var operations = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** The values that a parameter is described to take. */
    List<String> choices(String path, String parameter) {
        var choices = new ArrayList<String>();
        for (var one : document.path("paths").path(path).path("get").path("parameters")) {
            if (one.path("name").asText().equals(parameter)) {
                one.path("schema").path("enum").forEach(choice -> choices.add(choice.asText()));
            }
        }
        return choices;
    }

    /** @return where and how it differs; none when it is as described */
    List<String> differences(String method, String path, int status, JsonNode answer) {
        var schema = document.path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(Integer.toString(status))
                .path("content")
                .path("application/json")
                .path("schema");
        if (schema.isMissingNode()) {
            return List.of(method + " " + path + ": " + status + " is not described");
        }
        var differences = new ArrayList<String>();
        compare(path, schema, answer, differences);
        return differences;
    }

    private void compare(String where, JsonNode schema, JsonNode value, List<String> differences) {
        if (schema.has("$ref")) {
            compare(where, document.at(schema.path("$ref").asText().substring(1)), value, differences);
        } else if (schema.has("anyOf")) {
            compareAny(where, schema.path("anyOf"), value, differences);
        } else if (!typeFits(schema.path("type"), value)) {
            differences.add(where + ": " + value + " (expected: " + schema.path("type") + ")");
        } else if (schema.has("enum") && !value.isNull() && !contains(schema.path("enum"), value)) {
            differences.add(where + ": " + value + " (expected: one of " + schema.path("enum") + ")");
        } else if (value.isObject()) {
            compareMembers(where, schema, value, differences);
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                compare(where + "[" + i + "]", schema.path("items"), value.get(i), differences);
            }
        }
    }

    private void compareAny(String where, JsonNode choices, JsonNode value, List<String> differences) {
        var best = new ArrayList<String>();
        for (var choice : choices) {
            var tried = new ArrayList<String>();
            compare(where, choice, value, tried);
            if (tried.isEmpty()) {
                return;
            }
            best.addAll(tried);
        }
        differences.addAll(best);
    }

    private void compareMembers(String where, JsonNode schema, JsonNode value, List<String> differences) {
        for (var required : schema.path("required")) {
            if (!value.has(required.asText())) {
                differences.add(where + ": no " + required.asText());
            }
        }
        var others = schema.path("additionalProperties");
        value.properties().forEach(member -> {
            var known = schema.path("properties").path(member.getKey());
            if (!known.isMissingNode()) {
                compare(where + "." + member.getKey(), known, member.getValue(), differences);
            } else if (others.isObject()) {
                compare(where + "." + member.getKey(), others, member.getValue(), differences);
            } else if (others.isBoolean() && !others.asBoolean()) {
                differences.add(where + ": " + member.getKey() + " is not described");
            }
        });
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (var choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isMissingNode()) {
            return true;
        }
        if (type.isArray()) {
            for (var one : type) {
                if (typeFits(one, value)) {
                    return true;
                }
            }
            return false;
        }
        return switch (type.asText()) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> value.isNull();
        };
    }
}
