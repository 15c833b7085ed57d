package dev.weir.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Weir's one JSON reader and writer: strict RFC 8259, nesting at most 1,000, numbers at most 1,000 characters. */
public final class Json {

    /**
     * Member names come from anyone, so they are not kept in the factory's table, which would grow and could be made to
     * collide.
     */
    public static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** What goes between the braces of an object. */
    @FunctionalInterface
    public interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    /** The text of one object. */
    public static String object(Members members) {
        var text = new StringWriter();
        try (var json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("a StringWriter does no I/O", impossible);
        }
        return text.toString();
    }
}
