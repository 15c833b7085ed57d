package dev.weir.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a token grants: {@code {"mercure":{"publish":[…],"subscribe":[…]},"weir":{"manage":[…],"admin":true}}}. What is
 * not there, or null, is not granted.
 *
 * @param admin all of the management port
 */
record Grants(TopicSet publish, TopicSet subscribe, TopicSet manage, boolean admin) {

    /** @throws BadToken when a claim has another shape */
    static Grants of(JsonNode claims) {
        var mercure = member(claims, "mercure");
        var weir = member(claims, "weir");
        return new Grants(
                topics("mercure.publish", mercure, "publish"),
                topics("mercure.subscribe", mercure, "subscribe"),
                topics("weir.manage", weir, "manage"),
                flag(weir, "admin"));
    }

    TopicSet topics(Action action) {
        return switch (action) {
            case PUBLISH -> publish;
            case SUBSCRIBE -> subscribe;
            case MANAGE -> manage;
        };
    }

    private static @Nullable JsonNode member(JsonNode claims, String name) {
        var member = present(claims, name);
        if (member != null && !member.isObject()) {
            throw new BadToken("claim " + name + ": of another kind (expected: an object)");
        }
        return member;
    }

    private static TopicSet topics(String claim, @Nullable JsonNode parent, String name) {
        var entries = parent == null ? null : present(parent, name);
        if (entries == null) {
            return TopicSet.NONE;
        }
        if (!entries.isArray() || entries.size() > TopicSet.ENTRIES_MAX) {
            throw new BadToken("claim " + claim + ": not a list, or a long one (expected: a list of at most "
                    + TopicSet.ENTRIES_MAX + " texts)");
        }
        List<String> texts = new ArrayList<>();
        for (var entry : entries) {
            if (!entry.isTextual()) {
                throw new BadToken("claim " + claim + ": an entry of another kind (expected: a list of texts)");
            }
            texts.add(entry.textValue());
        }
        return TopicSet.of(claim, texts);
    }

    private static boolean flag(@Nullable JsonNode parent, String name) {
        var flag = parent == null ? null : present(parent, name);
        if (flag != null && !flag.isBoolean()) {
            throw new BadToken("claim weir." + name + ": of another kind (expected: true or false)");
        }
        return flag != null && flag.booleanValue();
    }

    private static @Nullable JsonNode present(JsonNode parent, String name) {
        var member = parent.get(name);
        return member == null || member.isNull() ? null : member;
    }
}
