package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRequestTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @Test
    void takes_a_topic_and_defaults() {
        var request = parse("topic=trades", null);

        assertThat(request)
                .isEqualTo(new StreamRequest(
                        List.of(new TopicName("trades")), null, new StartPosition.Latest(), null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "topic=t&topic=t",
                "topic=t&utm=1&_=123",
                "topic=t&envelope=0",
                "topic=t&heartbeat=1",
                "topic=t&heartbeat=60",
                "topic=t&heartbeat=05",
                "topic=t&heartbeat-event=0",
                "topic=t&from=latest&from=latest",
            })
    void accepts(String query) {
        assertThat(parse(query, null).topic()).isEqualTo(new TopicName("t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x=1                         | BAD_PARAMETER",
                "topic=a&topic=b             | BAD_PARAMETER",
                "topic=                      | BAD_TOPIC",
                "topic=a%00b                 | BAD_TOPIC",
                "topic=..                    | BAD_TOPIC",
                "topic=t&from=state          | BAD_PARAMETER",
                "topic=t&from=yesterday      | BAD_PARAMETER",
                "topic=t&from=               | BAD_PARAMETER",
                "topic=t&from=-10            | BAD_PARAMETER",
                "topic=t&from=-10w           | BAD_PARAMETER",
                "topic=t&from=-1234567890s   | BAD_PARAMETER",
                "topic=t&from=10m            | BAD_PARAMETER",
                "topic=t&from=2026-01-31     | BAD_PARAMETER",
                "topic=t&from=latest&from=earliest | BAD_PARAMETER",
                "topic=t&heartbeat=0         | BAD_PARAMETER",
                "topic=t&heartbeat=61        | BAD_PARAMETER",
                "topic=t&heartbeat=5s        | BAD_PARAMETER",
                "topic=t&heartbeat=          | BAD_PARAMETER",
                "topic=t&heartbeat-event=2   | BAD_PARAMETER",
                "topic=t&envelope=1          | BAD_PARAMETER",
                "topic=t&wait=5              | BAD_PARAMETER",
                "topic=t&limit=5             | BAD_PARAMETER",
                "topic=t&ticket=abc          | BAD_PARAMETER",
            })
    void refuses(String query, String refusal) {
        assertThatThrownBy(() -> parse(query, null))
                .isInstanceOfSatisfying(
                        InvalidText.class,
                        invalid -> assertThat(invalid.refusal().name()).isEqualTo(refusal))
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource({
        "-10m, 2026-01-31T11:50:00Z",
        "-30s, 2026-01-31T11:59:30Z",
        "-2h, 2026-01-31T10:00:00Z",
        "-1d, 2026-01-30T12:00:00Z",
        "-999999999d, 1970-01-01T00:00:00Z",
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.5%2B02:00, 2026-01-31T10:00:00.500Z",
        "2026-01-31T12:00:00+02:00, 2026-01-31T10:00:00Z",
        "0000-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    })
    void reads_times(String from, Instant time) {
        assertThat(parse("topic=t&from=" + from, null).start()).isEqualTo(new StartPosition.Since(time));
    }

    static Stream<Arguments> ids() {
        return Stream.of(
                Arguments.of("1-1", "last_event_id=1-2", "1-1"),
                Arguments.of("", "last_event_id=1-2", "1-2"),
                Arguments.of(null, "last_event_id=1-2&lastEventId=1-3", "1-2"),
                Arguments.of(null, "lastEventId=1-3&lastEventID=1-4", "1-3"),
                Arguments.of(null, "lastEventID=1-4&from=earliest", "1-4"),
                Arguments.of(null, "last_event_id=&lastEventID=1-4", "1-4"),
                Arguments.of("\u0000 garbage", "", "\u0000 garbage"),
                Arguments.of("", "lastEventId=", null));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void the_header_counts_before_the_parameters_and_empty_is_none(
            @Nullable String header, String query, @Nullable String expected) {
        assertThat(parse("topic=t&" + query, header).lastEventId()).isEqualTo(expected);
    }

    @Test
    void takes_the_clients_heartbeat() {
        var request = parse("topic=t&heartbeat=5&heartbeat-event=1", null);

        assertThat(request.heartbeat()).isEqualTo(Duration.ofSeconds(5));
        assertThat(request.heartbeatEvents()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-                                      | SSE",
                "*/*                                    | SSE",
                "text/event-stream                      | SSE",
                "text/html, */*;q=0.1                   | SSE",
                "application/json                       | POLL",
                "Application/JSON;charset=utf-8         | POLL",
                "application/x-ndjson                   | LINES",
                "application/json, text/event-stream    | SSE",
                "application/json, text/plain, */*      | POLL",
                "application/json;q=0.5, */*;q=0.8      | SSE",
                "application/json;q=0                   | SSE",
                "application/x-ndjson, application/json;q=0.9 | LINES",
                "text/event-stream;q=0, application/json;q=0.1, */* | POLL",
                ",;,q=                                  | SSE",
            })
    void the_accepted_type_names_the_form(@Nullable String accept, AnswerForm form) {
        assertThat(AnswerForm.preferred(accept)).isEqualTo(form);
    }

    private static StreamRequest parse(String query, @Nullable String header) {
        var request = HttpRequest.GET("/stream").addHeader(RawRequestURI.create("/stream?" + query));
        return StreamRequest.parse(RequestTarget.of(request), header, NOW);
    }
}
