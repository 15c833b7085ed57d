package dev.weir.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One thing that a client told its application.
 *
 * @param type of an event; empty otherwise
 * @param id as the client gives it with the event; empty otherwise
 * @param data of an event, or the text of a comment
 */
record Heard(Kind kind, String type, String id, String data) {

    enum Kind {
        OPENED,
        EVENT,
        COMMENT,
        /** Something went wrong, and the client means to go on. */
        TROUBLE,
        /** The client has stopped for good. */
        ENDED
    }

    static final Heard OPENED = new Heard(Kind.OPENED, "", "", "");
    static final Heard TROUBLE = new Heard(Kind.TROUBLE, "", "", "");
    static final Heard ENDED = new Heard(Kind.ENDED, "", "", "");

    private static final ObjectMapper json = new ObjectMapper();

    static Heard event(String type, String id, String data) {
        return new Heard(Kind.EVENT, type, id, data);
    }

    static Heard comment(String text) {
        return new Heard(Kind.COMMENT, "", "", text);
    }

    /** As {@code follow.mjs} says it. */
    static Heard parse(String line) {
        try {
            JsonNode node = json.readTree(line);
            return new Heard(
                    Kind.valueOf(node.path("kind").asText()),
                    node.path("type").asText(),
                    node.path("id").asText(),
                    node.path("data").asText());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("line: " + line + " (expected: what follow.mjs says)", e);
        }
    }

    boolean isEvent(String wanted) {
        return kind == Kind.EVENT && type.equals(wanted);
    }
}
