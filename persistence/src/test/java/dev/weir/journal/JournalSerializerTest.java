package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.journal.JournalEntry.Appended;
import dev.weir.journal.JournalEntry.Cause;
import dev.weir.journal.JournalEntry.Closed;
import dev.weir.journal.JournalEntry.Configured;
import dev.weir.journal.JournalEntry.EpochRaised;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.io.NotSerializableException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that were ever written stay readable for ever: nothing in this table may change, rows are only added. */
class JournalSerializerTest {

    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);
    private static final KeyMark MARK =
            new KeyMark(new Fingerprint(0x0102030405060708L, -2), new Fingerprint(-1, 3), 300);

    private final JournalSerializer serializer = new JournalSerializer();

    static Stream<Arguments> everyVersionEverReleased() {
        return Stream.of(
                Arguments.of(
                        "event/1",
                        "018080808010fbd095ffbc31017b7d",
                        event(1L << 32, Content.JSON, "{}", null, null, null)),
                Arguments.of(
                        "event/1",
                        "0101fbd095ffbc310f05717561" + "6b65" + "027577"
                                + "0102030405060708fffffffffffffffeffffffffffffffff0000000000000003ac02"
                                + "22c3a9f09f988022",
                        event(1, Content.JSON, "\"é😀\"", "quake", "uw", MARK)),
                Arguments.of(
                        "event/1", "0101fbd095ffbc31000d0a00", event(1, Content.TEXT, "\r\n\u0000", null, null, null)),
                Arguments.of("configured/1", "fbd095ffbc31000000", new Configured(TopicConfiguration.DEFAULT, TIME)),
                Arguments.of(
                        "configured/1",
                        "fbd095ffbc3101e90781f524",
                        new Configured(new TopicConfiguration(1000L, Duration.ofDays(7), true), TIME)),
                Arguments.of(
                        "configured/1",
                        "fbd095ffbc3100ffffffffffffffff7fffffffffffffffff7f",
                        new Configured(
                                new TopicConfiguration(Long.MAX_VALUE, TopicConfiguration.FOREVER, false), TIME)),
                Arguments.of("closed/1", "fbd095ffbc31", new Closed(TIME)),
                Arguments.of("epoch/1", "0200fbd095ffbc31", new EpochRaised(2, Cause.DELETED, TIME)),
                Arguments.of("epoch/1", "0301fbd095ffbc31", new EpochRaised(3, Cause.RESTORED, TIME)),
                Arguments.of("state/1", "0000000100000000000000" + "00", TopicState.EMPTY),
                Arguments.of(
                        "state/1",
                        "0702030205fbd095ffbc3103fbd095ffbc31010b00" + "01"
                                + "0102030405060708fffffffffffffffeffffffffffffffff0000000000000003ac0204",
                        new TopicState(
                                7,
                                2,
                                3,
                                2,
                                5,
                                TIME,
                                true,
                                TIME,
                                true,
                                new TopicConfiguration(10L, null, true),
                                RecentKeys.of(List.of(new RecentKeys.Use(MARK, 4))),
                                LatestByKey.none())),
                Arguments.of(
                        "state/2",
                        "0702030105fbd095ffbc3101fbd095ffbc3101000000" + "02"
                                + "0e" + "0101fbd095ffbc3105026b31" + "7b7d"
                                + "10" + "0105fbd095ffbc310601740261" + "62" + "c3a9",
                        new TopicState(
                                7,
                                2,
                                3,
                                1,
                                5,
                                TIME,
                                true,
                                TIME,
                                false,
                                new TopicConfiguration(null, null, true),
                                RecentKeys.none(),
                                LatestByKey.of(List.of(
                                        event(5, Content.TEXT, "é", "t", "ab", null)
                                                .event(),
                                        event(1, Content.JSON, "{}", null, "k1", null)
                                                .event())))));
    }

    @ParameterizedTest
    @MethodSource("everyVersionEverReleased")
    void writes_and_reads_these_bytes(String manifest, String bytes, Object stored) throws NotSerializableException {
        assertThat(serializer.manifest(stored)).isEqualTo(manifest);
        assertThat(HexFormat.of().formatHex(serializer.toBinary(stored))).isEqualTo(bytes);
        assertThat(serializer.fromBinary(HexFormat.of().parseHex(bytes), manifest))
                .isEqualTo(stored);
    }

    @Test
    void keeps_its_identifier() {
        assertThat(serializer.identifier()).isEqualTo(7_310_001);
    }

    @Test
    void refuses_a_manifest_of_the_future_by_name() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[] {1}, "event/2"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("event/2")
                .hasMessageContaining("expected");
    }

    @ParameterizedTest
    @MethodSource("everyVersionEverReleased")
    void refuses_bytes_that_end_too_early(String manifest, String bytes, Object stored) {
        int untilTexts = 6;

        for (int length = 0; length < Math.min(untilTexts, bytes.length() / 2); length++) {
            var cut = HexFormat.of().parseHex(bytes.substring(0, length * 2));
            assertThatThrownBy(() -> serializer.fromBinary(cut, manifest))
                    .as("%d bytes of %s", cut.length, stored)
                    .isInstanceOf(NotSerializableException.class);
        }
    }

    private static Appended event(
            long seq,
            Content content,
            String data,
            @Nullable String type,
            @Nullable String key,
            @Nullable KeyMark mark) {
        return new Appended(new Event(new Position(1, seq), TIME, content, data, type, key), mark);
    }
}
