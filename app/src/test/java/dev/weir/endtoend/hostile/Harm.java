package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What must not be in any answer, whatever was asked. */
final class Harm {

    /** Names of classes, frames of a stack, files, other programs and their words: what is inside. */
    private static final Pattern INSIDE = Pattern.compile(
            "\\bat \\w+(\\.\\w+)+\\(|(?-i:\\w(Exception|Error)\\b)|\\.java\\b|(dev|org|java|scala|com)\\.[a-z]+\\.[a-zA-Z]"
                    + "|pekko|akka|jackson|netty|postgres|psql|jdbc|\\bselect .* from\\b|\\binsert into\\b"
                    + "|/(home|tmp|work|usr|var|opt)/|0\\.1\\.0|snapshot",
            Pattern.CASE_INSENSITIVE);

    /** An answer has no header but these, so that none was put in by the caller, and none says what the server is. */
    private static final Set<String> HEADERS = Set.of(
            "access-control-allow-credentials",
            "access-control-allow-headers",
            "access-control-allow-methods",
            "access-control-allow-origin",
            "access-control-expose-headers",
            "access-control-max-age",
            "allow",
            "cache-control",
            "connection",
            "content-length",
            "content-security-policy",
            "content-type",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "date",
            "idempotency-replayed",
            "ratelimit",
            "ratelimit-policy",
            "referrer-policy",
            "retry-after",
            "strict-transport-security",
            "transfer-encoding",
            "vary",
            "www-authenticate",
            "x-accel-buffering",
            "x-content-type-options",
            "x-frame-options");

    private static final Set<String> TYPES = Set.of(
            "",
            "application/json",
            "application/problem+json",
            "application/x-ndjson",
            "text/event-stream",
            "text/event-stream; charset=utf-8");

    private static final ObjectMapper json = new ObjectMapper();

    private Harm() {}

    static void checkAnswer(Answer answer, Scene scene) throws IOException {
        int status = answer.status();
        assertThat(status)
                .as("a redirect")
                .satisfiesAnyOf(
                        s -> assertThat(s).isLessThan(300), s -> assertThat(s).isGreaterThanOrEqualTo(400));
        assertThat(status).as("a fault: " + answer.text()).isNotEqualTo(500);
        assertThat(INSIDE.matcher(answer.text()).results())
                .as("tells of the inside: " + answer.text())
                .isEmpty();
        assertThat(answer.text()).as("a secret").doesNotContain(scene.secrets());
        for (var line : answer.headerLines()) {
            assertThat(line).as("a header without a name").contains(":");
            assertThat(HEADERS).contains(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT));
        }
        var type = answer.header("Content-Type").toLowerCase(Locale.ROOT);
        assertThat(TYPES).as("no browser takes it for a page").contains(type);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        if (status >= 400 && !answer.body().isEmpty()) {
            assertThat(type).isEqualTo("application/problem+json");
            var problem = json.readTree(answer.body());
            assertThat(problem.path("status").asInt()).isEqualTo(status);
            assertThat(problem.path("detail").asText()).isNotEmpty();
        }
    }
}
