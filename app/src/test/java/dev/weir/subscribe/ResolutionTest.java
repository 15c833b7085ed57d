package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.subscribe.Resolution.AskOwner;
import dev.weir.subscribe.Resolution.AskTime;
import dev.weir.subscribe.Resolution.At;
import dev.weir.subscribe.Resolution.Begin;
import dev.weir.subscribe.Resolution.Resume;
import dev.weir.subscribe.Resolution.Unreadable;
import dev.weir.subscribe.Resolution.Wish;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import dev.weir.wire.GapCause;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResolutionTest {

    private static final TopicName TOPIC = new TopicName("trades");
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    /** Second epoch, events 11 to 20 retained. */
    private static final TopicHead HEAD = new TopicHead(2, 30, 11, 20, false);

    /** Second epoch, all 20 events pruned. */
    private static final TopicHead PRUNED = new TopicHead(2, 30, 21, 20, false);

    /** Second epoch, nothing published yet. */
    private static final TopicHead NEW_LIFE = new TopicHead(2, 30, 1, 0, false);

    /** Nothing lost yet. */
    private static final TopicHead WHOLE = new TopicHead(1, 0, 1, 20, false);

    static Stream<Arguments> resumes() {
        return Stream.of(
                Arguments.of("2-20", HEAD, at("2-20")),
                Arguments.of("2-10", HEAD, at("2-10")),
                Arguments.of("2-9", HEAD, gap(GapCause.RETENTION, "2-9", "2-11", "2-20", 1L, "2-10")),
                Arguments.of("2-0", HEAD, gap(GapCause.RETENTION, "2-0", "2-11", "2-20", 10L, "2-10")),
                Arguments.of("0-0", HEAD, gap(GapCause.RETENTION, "0-0", "2-11", "2-20", 10L, "2-10")),
                Arguments.of("2-21", HEAD, gap(GapCause.AHEAD, "2-21", "2-11", "2-20", null, "2-20")),
                Arguments.of("1-5", HEAD, gap(GapCause.EPOCH, "1-5", "2-11", "2-20", null, "2-10")),
                Arguments.of("1-0", HEAD, gap(GapCause.EPOCH, "1-0", "2-11", "2-20", null, "2-10")),
                Arguments.of("3-5", HEAD, gap(GapCause.UNKNOWN, "3-5", "2-11", "2-20", null, "2-10")),
                Arguments.of("2-20", PRUNED, at("2-20")),
                Arguments.of("2-19", PRUNED, gap(GapCause.RETENTION, "2-19", null, null, 1L, "2-20")),
                Arguments.of("1-7", NEW_LIFE, gap(GapCause.EPOCH, "1-7", null, null, null, "2-0")),
                Arguments.of("2-1", NEW_LIFE, gap(GapCause.AHEAD, "2-1", null, null, null, "2-0")),
                Arguments.of("0-0", NEW_LIFE, at("2-0")),
                Arguments.of("0-0", WHOLE, at("1-0")),
                Arguments.of("1-0", WHOLE, at("1-0")),
                Arguments.of("0-0", TopicHead.EMPTY, at("0-0")),
                Arguments.of("1-1", TopicHead.EMPTY, gap(GapCause.UNKNOWN, "1-1", null, null, null, "0-0")));
    }

    @ParameterizedTest
    @MethodSource("resumes")
    void resumes_at_the_position_or_says_what_is_missing(String id, TopicHead head, At expected) {
        var resolution = Resolution.of(TOPIC, new Resume(position(id), id), head, true);

        assertThat(resolution).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2-21, true", "3-1, true", "2-20, false", "2-1, false", "1-99, false", "0-0, false"})
    void asks_the_owner_before_an_id_is_called_ahead(String id, boolean asks) {
        var resolution = Resolution.of(TOPIC, new Resume(position(id), id), HEAD, false);

        assertThat(resolution instanceof AskOwner).isEqualTo(asks);
    }

    @Test
    void an_id_that_says_nothing_is_a_gap_before_the_earliest() {
        var resolution = Resolution.of(TOPIC, new Unreadable("<script>"), HEAD, false);

        assertThat(resolution).isEqualTo(gap(GapCause.UNKNOWN, "<script>", "2-11", "2-20", null, "2-10"));
    }

    static Stream<Arguments> beginnings() {
        return Stream.of(
                Arguments.of(new StartPosition.Latest(), HEAD, at("2-20")),
                Arguments.of(new StartPosition.Earliest(), HEAD, at("2-10")),
                Arguments.of(new StartPosition.Since(TIME), HEAD, new AskTime(TIME)),
                Arguments.of(new StartPosition.Latest(), TopicHead.EMPTY, at("0-0")),
                Arguments.of(new StartPosition.Earliest(), TopicHead.EMPTY, at("0-0")),
                Arguments.of(new StartPosition.Since(TIME), TopicHead.EMPTY, at("0-0")),
                Arguments.of(new StartPosition.Earliest(), PRUNED, at("2-20")),
                Arguments.of(new StartPosition.Since(TIME), PRUNED, at("2-20")));
    }

    @ParameterizedTest
    @MethodSource("beginnings")
    void begins_without_a_gap_when_there_is_no_id(StartPosition start, TopicHead head, Resolution expected) {
        assertThat(Resolution.of(TOPIC, new Begin(start), head, false)).isEqualTo(expected);
    }

    static Stream<Arguments> wishes() {
        var latest = new StartPosition.Latest();
        return Stream.of(
                Arguments.of(null, new Begin(latest)),
                Arguments.of("1-7", new Resume(new Position(1, 7), "1-7")),
                Arguments.of("1-7~", new Resume(new Position(1, 7), "1-7~")),
                Arguments.of("01-7", new Unreadable("01-7")),
                Arguments.of("v1.!", new Unreadable("v1.!")),
                Arguments.of("latest", new Unreadable("latest")));
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void reads_the_wish_from_the_request(@Nullable String id, Wish expected) {
        assertThat(Resolution.wishesOf(request(id, TOPIC))).isEqualTo(Map.of(TOPIC, expected));
    }

    @Test
    void a_topic_that_a_readable_id_does_not_know_is_new_to_its_client() {
        var other = new TopicName("other");
        var gone = new TopicName("gone");
        var id =
                Cursor.of(Map.of(TOPIC, position("1-7"), gone, position("3-1"))).id();

        var wishes = Resolution.wishesOf(request(id, TOPIC, other));

        assertThat(wishes)
                .isEqualTo(
                        Map.of(TOPIC, new Resume(position("1-7"), id), other, new Begin(new StartPosition.Latest())));
    }

    @Test
    void a_position_alone_says_nothing_about_several_topics() {
        var other = new TopicName("other");

        var wishes = Resolution.wishesOf(request("1-7", TOPIC, other));

        assertThat(wishes).isEqualTo(Map.of(TOPIC, new Unreadable("1-7"), other, new Unreadable("1-7")));
    }

    private static StreamRequest request(@Nullable String id, TopicName... topics) {
        return new StreamRequest(
                List.of(topics),
                AnswerForm.SSE,
                id,
                new StartPosition.Latest(),
                null,
                false,
                false,
                false,
                1_000,
                Duration.ZERO);
    }

    private static At at(String position) {
        return new At(position(position), null);
    }

    private static At gap(
            GapCause cause,
            String requested,
            @Nullable String earliest,
            @Nullable String latest,
            @Nullable Long lost,
            String from) {
        var gap = new Gap(
                TOPIC,
                cause,
                requested,
                earliest == null ? null : position(earliest),
                latest == null ? null : position(latest),
                lost,
                position(from));
        return new At(position(from), gap);
    }

    private static Position position(String text) {
        var position = Position.parse(text);
        if (position == null) {
            throw new AssertionError("position: " + text);
        }
        return position;
    }
}
