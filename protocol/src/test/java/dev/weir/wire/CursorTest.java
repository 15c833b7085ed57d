package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.wire.Cursor.Claim;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    private static final TopicName A = new TopicName("a");
    private static final TopicName B = new TopicName("b");
    private static final TopicName C = new TopicName("c");
    private static final Position ONE = new Position(1, 1);
    private static final Position TWO = new Position(2, 300);

    /** Two names whose hashes are the same under salt 0, found by search. */
    private static final TopicName TWIN = new TopicName("topic 131137");

    private static final TopicName OTHER_TWIN = new TopicName("topic 163664");

    @Test
    void of_one_topic_is_its_position() {
        var cursor = Cursor.of(A, new Position(1, 42));

        assertThat(cursor.id()).isEqualTo("1-42");
        assertThat(cursor.plannedId()).isEqualTo("1-42~");
        assertThat(cursor.positions()).isEqualTo(Map.of(A, new Position(1, 42)));
    }

    @Test
    void of_several_topics_has_a_form_that_never_changes() {
        var cursor = Cursor.of(Map.of(A, ONE, B, TWO));

        assertThat(cursor.id()).isEqualTo("v1.AAIqaXkBAVfrNWECrAI");
    }

    @RepeatedTest(50)
    void comes_back_from_its_id() {
        long seed = System.nanoTime();
        var cursor = random(new SplittableRandom(seed), 64);
        var topics = cursor.positions().keySet();

        assertThat(Cursor.claim(cursor.id(), topics))
                .as("seed %d", seed)
                .isEqualTo(new Claim(false, true, cursor.positions()));
        assertThat(Cursor.claim(cursor.plannedId(), topics))
                .as("seed %d", seed)
                .isEqualTo(new Claim(true, true, cursor.positions()));
        assertThat(cursor.plannedId()).matches("[A-Za-z0-9_.~-]+");
    }

    @RepeatedTest(50)
    void moves_like_one_made_anew() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var cursor = random(random, 10);
        var positions = new TreeMap<>(cursor.positions());
        for (int i = 0; i < 20; i++) {
            var topic = new TopicName("topic " + random.nextInt(12));
            var position = PositionTest.random(random);
            positions.put(topic, position);
            cursor = cursor.with(topic, position);
        }

        assertThat(cursor).as("seed %d", seed).isEqualTo(Cursor.of(positions)).hasSameHashCodeAs(Cursor.of(positions));
        assertThat(cursor.id()).isEqualTo(Cursor.of(positions).id());
        assertThat(cursor.positions()).containsExactlyEntriesOf(positions);
    }

    @Test
    void with_leaves_the_cursor_as_it_was() {
        var cursor = Cursor.of(Map.of(A, ONE, B, ONE));
        var moved = cursor.with(A, TWO);

        assertThat(cursor.positions()).isEqualTo(Map.of(A, ONE, B, ONE));
        assertThat(moved.positions()).isEqualTo(Map.of(A, TWO, B, ONE));
        assertThat(moved).isNotEqualTo(cursor);
    }

    @Test
    void has_at_most_128_characters_up_to_8_topics() {
        var manyEvents = cursorOf(8, new Position((1L << 7) - 1, (1L << 42) - 1));
        var manyEpochs = cursorOf(8, new Position((1L << 14) - 1, (1L << 35) - 1));

        assertThat(manyEvents.plannedId()).hasSizeLessThanOrEqualTo(128);
        assertThat(manyEpochs.plannedId()).hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void holds_64_topics_at_the_largest_positions_and_not_65() {
        var largest = cursorOf(64, new Position(Position.NUMBER_MAX, Position.NUMBER_MAX));
        var claim = Cursor.claim(largest.plannedId(), largest.positions().keySet());

        assertThat(claim).isEqualTo(new Claim(true, true, largest.positions()));
        assertThatThrownBy(() -> cursorOf(65, ONE)).hasMessage("topics of a cursor: 65 (expected: 1 to 64)");
        assertThatThrownBy(() -> Cursor.of(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_id_of_one_topic_does_not_fit_several() {
        assertThat(Cursor.claim("1-42", List.of(A, B))).isEqualTo(Claim.UNREADABLE);
        assertThat(Cursor.claim("1-42~", List.of(A, B))).isEqualTo(Claim.UNREADABLE);
        assertThat(Cursor.claim("1-42", List.of())).isEqualTo(Claim.UNREADABLE);
    }

    @Test
    void a_topic_asked_for_twice_counts_once() {
        assertThat(Cursor.claim("1-1", List.of(A, new TopicName("a"))))
                .isEqualTo(new Claim(false, true, Map.of(A, ONE)));
    }

    @Test
    void keeps_the_positions_of_topics_still_asked_for() {
        var id = Cursor.of(Map.of(A, ONE, B, TWO)).id();

        assertThat(Cursor.claim(id, List.of(A, C))).isEqualTo(new Claim(false, true, Map.of(A, ONE)));
        assertThat(Cursor.claim(id, List.of(B))).isEqualTo(new Claim(false, true, Map.of(B, TWO)));
        assertThat(Cursor.claim(id, List.of(C))).isEqualTo(Claim.UNREADABLE);
        assertThat(Cursor.claim(id + "~", List.of(C))).isEqualTo(Claim.UNREADABLE);
        assertThat(Cursor.claim(id, List.of())).isEqualTo(Claim.UNREADABLE);
    }

    @Test
    void two_topics_with_the_same_hash_keep_their_own_positions() {
        assertThat(TopicOrder.hash(0, TWIN)).isEqualTo(TopicOrder.hash(0, OTHER_TWIN));
        var both = Cursor.of(Map.of(TWIN, ONE, OTHER_TWIN, TWO, A, ONE));

        assertThat(Cursor.claim(both.id(), both.positions().keySet()).known()).isEqualTo(both.positions());
        assertThat(Base64.getUrlDecoder().decode(both.id().substring(3))[0]).isEqualTo((byte) 1);
    }

    @Test
    void an_entry_that_fits_two_topics_asked_for_is_never_guessed() {
        var one = Cursor.of(Map.of(TWIN, ONE, A, ONE));

        assertThat(Cursor.claim(one.id(), List.of(TWIN, A)).readable()).isTrue();
        assertThat(Cursor.claim(one.id(), List.of(TWIN, OTHER_TWIN, A))).isEqualTo(Claim.UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "~", "~~", "1-1~~", "~1-1", "v1.", "v1.~", "v1.AA", "v1.AAAA", "v1.====", "v2.AAAA", "V1.AAAA",
                "v1", "v1.\0", "v1.é", "v1. ", "v1.AA==", "1-1,2-2", "\ud800", "latest", "null", "NaN-NaN", "%31-1"
            })
    void is_not_an_id(String text) {
        assertThat(Cursor.claim(text, List.of(A))).isEqualTo(Claim.UNREADABLE);
        assertThat(Cursor.claim(text, List.of(A, B))).isEqualTo(Claim.UNREADABLE);
    }

    @Test
    void names_its_topic_for_who_asked_for_several_and_was_granted_one() {
        var some = Cursor.ofSome(Map.of(A, ONE));

        assertThat(some.id()).startsWith("v1.");
        assertThat(some.with(A, TWO).id()).startsWith("v1.");
        assertThat(Cursor.claim(some.id(), List.of(A, B)).known()).isEqualTo(Map.of(A, ONE));
        assertThat(Cursor.claim(some.id(), List.of(A)).known()).isEqualTo(Map.of(A, ONE));
        assertThat(Cursor.claim(some.id(), List.of(B)).readable()).isFalse();
        assertThat(some).isNotEqualTo(Cursor.of(A, ONE));
    }

    @Test
    void takes_only_the_one_form_of_an_id_of_several() {
        byte[] bytes = Base64.getUrlDecoder()
                .decode(Cursor.of(Map.of(A, ONE, B, ONE)).id().substring(3));
        assertThat(bytes).hasSize(13);

        assertThat(claim(bytes).readable()).isTrue();
        assertThat(claim(part(bytes, 0, 12)).readable()).as("cut").isFalse();
        assertThat(claim(join(bytes, new byte[] {0})).readable())
                .as("more behind it")
                .isFalse();
        assertThat(claim(join(bytes, part(bytes, 7, 13))).readable())
                .as("twice the same")
                .isFalse();
        assertThat(claim(join(join(part(bytes, 0, 1), part(bytes, 7, 13)), part(bytes, 1, 7)))
                        .readable())
                .as("not in order")
                .isFalse();
        assertThat(claim(join(part(bytes, 0, 12), new byte[] {(byte) 0x81, 0})).readable())
                .as("a longer varint than needed")
                .isFalse();
        assertThat(claim(join(join(part(bytes, 0, 11), new byte[] {0}), part(bytes, 12, 13)))
                        .readable())
                .as("0-1")
                .isFalse();
    }

    @Test
    void takes_no_other_base64_of_the_same_bytes() {
        var id = Cursor.of(Map.of(A, ONE, B, ONE)).id();
        char last = id.charAt(id.length() - 1);

        assertThat(id).as("the last character has spare bits").endsWith("Q");
        assertThat(Cursor.claim(id.substring(0, id.length() - 1) + (char) (last + 1), Set.of(A, B))
                        .readable())
                .isFalse();
        assertThat(Cursor.claim(id + "==", Set.of(A, B)).readable()).isFalse();
    }

    @Test
    void looks_at_no_more_than_the_longest_id() {
        var huge = "A".repeat(10_000_000);

        assertThat(Cursor.claim("v1." + huge, List.of(A, B))).isEqualTo(Claim.UNREADABLE);
        assertThat(Cursor.claim(huge, List.of(A))).isEqualTo(Claim.UNREADABLE);
    }

    @RepeatedTest(20)
    void a_damaged_id_is_unreadable_or_says_what_its_bytes_say() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var cursor = random(random, 8);
        var topics = cursor.positions().keySet();
        for (int i = 0; i < 200; i++) {
            var damaged = new StringBuilder(cursor.id());
            damaged.setCharAt(random.nextInt(damaged.length()), (char) random.nextInt(0x20, 0x7f));
            var claim = Cursor.claim(damaged.toString(), topics);

            assertThat(claim.readable())
                    .as("seed %d, %s", seed, damaged)
                    .isEqualTo(!claim.known().isEmpty());
            if (claim.known().size() == topics.size() && damaged.indexOf("v1.A") == 0) {
                assertThat(Cursor.of(claim.known()).id()).as("seed %d", seed).isEqualTo(damaged.toString());
            }
        }
    }

    private static Claim claim(byte[] bytes) {
        return Cursor.claim("v1." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), Set.of(A, B));
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] join(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    private static Cursor cursorOf(int topics, Position position) {
        var positions = new TreeMap<TopicName, Position>();
        IntStream.range(0, topics).forEach(i -> positions.put(new TopicName("topic " + i), position));
        return Cursor.of(positions);
    }

    private static Cursor random(SplittableRandom random, int topicsMax) {
        var positions = new TreeMap<TopicName, Position>();
        int topics = 1 + random.nextInt(topicsMax);
        for (int i = 0; i < topics; i++) {
            positions.put(new TopicName("topic " + i), PositionTest.random(random));
        }
        return Cursor.of(positions);
    }
}
