package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.http.RequestTarget;
import dev.weir.wire.InvalidText;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
                        List.of(new TopicName("trades")),
                        AnswerForm.SSE,
                        null,
                        new StartPosition.Latest(),
                        null,
                        false,
                        false,
                        false,
                        1_000,
                        Duration.ZERO));
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
                "topic=t&from=state",
                "topic=t&envelope=1",
                "topic=t&text=1",
                "topic=t&text=0",
                "topic=t&wait=1",
                "topic=t&wait=30",
                "topic=t&limit=1",
                "topic=t&limit=1000",
            })
    void accepts(String query) {
        assertThat(parse(query, null).topics()).containsExactly(new TopicName("t"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x=1                         | BAD_PARAMETER",
                "topic=                      | BAD_TOPIC",
                "topic=a%00b                 | BAD_TOPIC",
                "topic=..                    | BAD_TOPIC",
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
                "topic=t&envelope=2          | BAD_PARAMETER",
                "topic=t&wait=0              | BAD_PARAMETER",
                "topic=t&wait=31             | BAD_PARAMETER",
                "topic=t&wait=               | BAD_PARAMETER",
                "topic=t&limit=0             | BAD_PARAMETER",
                "topic=t&limit=1001          | BAD_PARAMETER",
                "topic=t&limit=-1            | BAD_PARAMETER",
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

    @Test
    void takes_several_topics_up_to_the_bound() {
        var two = parse("topic=b&topic=a&topic=b", null).topics();
        var sixtyFour = IntStream.range(0, 64).mapToObj(i -> "topic=t" + i).collect(Collectors.joining("&"));

        assertThat(two).containsExactly(new TopicName("b"), new TopicName("a"));
        assertThat(parse(sixtyFour, null).topics()).hasSize(64);
        assertThatThrownBy(() -> parse(sixtyFour + "&topic=another", null))
                .hasMessage("topic: given 65 (expected: 1 to 64)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topic=t         | wait=25                 | 25",
                "topic=t         | respond-async, Wait=\"7\" | 7",
                "topic=t         | wait=500                | 30",
                "topic=t&wait=3  | wait=25                 | 3",
                "topic=t         | await=25                | 0",
                "topic=t         | wait=soon               | 0",
            })
    void a_preference_to_wait_is_met_as_far_as_it_can_be(String query, String prefer, int seconds) {
        var request = HttpRequest.GET("/stream").addHeader(RawRequestURI.create("/stream?" + query));
        var headers = new StreamRequest.Headers(null, "application/json", prefer);

        var parsed = StreamRequest.parse(RequestTarget.of(request), headers, 64, NOW);

        assertThat(parsed.waitMax()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(parsed.form()).isEqualTo(AnswerForm.POLL);
    }

    private static StreamRequest parse(String query, @Nullable String header) {
        var request = HttpRequest.GET("/stream").addHeader(RawRequestURI.create("/stream?" + query));
        return StreamRequest.parse(RequestTarget.of(request), new StreamRequest.Headers(header, null, null), 64, NOW);
    }
}
