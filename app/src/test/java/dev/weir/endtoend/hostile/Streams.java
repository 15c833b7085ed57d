package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What a stream's lines must look like, to whoever takes CR, LF or both for the end of one. */
final class Streams {

    private static final String FIELD = "(?s)(data|event|id|retry): .*|: hb|";

    private Streams() {}

    /** @param stream the answer's head, and behind it the body in chunks */
    static void assertOnlyFields(String stream) {
        assertThat(stream).startsWith("HTTP/1.1 200 ");
        int body = stream.indexOf("\r\n\r\n") + 4;
        var lines = lines(stream.substring(body)).stream()
                // Sizes of chunks stand between the lines.
                .filter(line -> !line.matches("[0-9a-f]{1,6}"))
                .toList();
        assertThat(lines).allMatch(line -> line.matches(FIELD));
    }

    static void assertNoLine(String stream, String line) {
        assertThat(lines(stream)).isNotEmpty().doesNotContain(line);
    }

    private static List<String> lines(String stream) {
        return List.of(stream.split("\r\n|\r|\n", -1));
    }
}
