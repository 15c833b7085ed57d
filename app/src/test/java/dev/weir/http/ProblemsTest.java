package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {

    private static JsonNode body(HttpResponse response) throws Exception {
        var entity = (HttpEntity.Strict) response.entity();
        return new ObjectMapper().readTree(entity.getData().utf8String());
    }

    private static String header(HttpResponse response, String name) {
        return response.getHeader(name).map(header -> header.value()).orElse("");
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void answers_every_refusal_with_a_problem(Refusal refusal) throws Exception {
        var response = Problems.of(refusal, "data: \"\u0000\" (expected: …)");

        var body = body(response);
        int status = response.status().intValue();
        assertThat(status).isBetween(400, 599);
        assertThat(response.entity().getContentType()).hasToString("application/problem+json");
        assertThat(body.get("type").textValue()).matches("urn:weir:problem:[a-z]+(-[a-z]+)*");
        assertThat(body.get("title").textValue()).isNotBlank();
        assertThat(body.get("status").intValue()).isEqualTo(status);
        assertThat(body.get("detail").textValue()).isEqualTo("data: \"\u0000\" (expected: …)");
        assertThat(body.has("outcome")).isEqualTo(refusal == Refusal.OUTCOME_UNKNOWN);
        assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(response, "Retry-After")).matches(status == 503 || status == 429 ? "[1-9]" : "");
        assertThat(header(response, "WWW-Authenticate")).matches(status == 401 ? "Bearer .*" : "");
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_TARGET,400",
        "BAD_TOPIC,400",
        "BAD_PARAMETER,400",
        "BAD_TYPE,400",
        "BAD_KEY,400",
        "BAD_IDEMPOTENCY_KEY,400",
        "BAD_DATA,400",
        "BAD_JSON,400",
        "BAD_BATCH,400",
        "EVENT_TOO_LARGE,413",
        "BATCH_TOO_LARGE,413",
        "HEADERS_TOO_LARGE,431",
        "REQUEST_TIMEOUT,408",
        "UNSUPPORTED_MEDIA,415",
        "NOT_FOUND,404",
        "METHOD_NOT_ALLOWED,405",
        "NO_SUCH_TOPIC,404",
        "TOPIC_CLOSED,409",
        "BAD_TOPIC_SETTINGS,400",
        "NOT_KEYED,409",
        "KEYED_IS_FIXED,409",
        "STATE_FULL,409",
        "KEY_REUSED,422",
        "UNAUTHENTICATED,401",
        "INVALID_TOKEN,401",
        "DENIED,403",
        "OVERLOADED,503",
        "DEADLINE_PASSED,503",
        "JOURNAL_UNAVAILABLE,503",
        "OUTCOME_UNKNOWN,503",
        "DRAINING,503",
        "NODE_FULL,503",
        "NODE_BUSY,503",
        "TOO_MANY_STREAMS,429"
    })
    void has_the_status_of_the_protocol(Refusal refusal, int status) {
        assertThat(Problems.of(refusal, "").status().intValue()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UNAUTHENTICATED | Bearer realm=\"weir\"",
                "INVALID_TOKEN | Bearer realm=\"weir\", error=\"invalid_token\""
            })
    void says_that_a_token_is_wanted_and_whether_there_was_one(Refusal refusal, String challenge) {
        assertThat(header(Problems.of(refusal, ""), "WWW-Authenticate")).isEqualTo(challenge);
    }

    @Test
    void says_which_methods_there_are() throws Exception {
        var response = Problems.methodNotAllowed(HttpMethods.PUT, List.of(HttpMethods.GET, HttpMethods.POST));

        assertThat(response.status().intValue()).isEqualTo(405);
        assertThat(header(response, "Allow")).isEqualTo("GET, POST");
        assertThat(body(response).get("detail").textValue()).isEqualTo("method: PUT (expected: GET, POST)");
    }

    @Test
    void takes_refusal_and_detail_from_invalid_text() throws Exception {
        var response = Problems.of(InvalidText.of(Refusal.BAD_TYPE, "event type", "\n", "letters"));

        assertThat(response.status().intValue()).isEqualTo(400);
        assertThat(body(response).get("type").textValue()).isEqualTo("urn:weir:problem:bad-type");
        assertThat(body(response).get("detail").textValue()).isEqualTo("event type: \"\\u000a\" (expected: letters)");
    }
}
