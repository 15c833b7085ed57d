package dev.weir.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LatestByKeyTest {

    @Test
    void keeps_the_latest_event_of_each_key_in_the_order_of_publishing() {
        var latest = LatestByKey.none()
                .with(event(1, "a", "1"))
                .with(event(2, "b", "2"))
                .with(event(3, null, "3"))
                .with(event(4, "a", "4"));

        assertThat(latest.inOrder()).extracting(Event::seq).containsExactly(2L, 4L);
        assertThat(latest.size()).isEqualTo(2);
    }

    @Test
    void forgets_a_key_at_json_null_and_at_nothing_else() {
        var latest = LatestByKey.none().with(event(1, "a", "1"));

        assertThat(latest.with(event(2, "a", "null")).size()).isZero();
        assertThat(latest.with(event(2, "a", "null")).bytes()).isZero();
        assertThat(latest.with(event(2, "b", "null"))).isEqualTo(latest);
        assertThat(latest.with(event(2, "a", "\"null\"")).size()).isEqualTo(1);
        assertThat(latest.with(new Event(new Position(1, 2), Instant.EPOCH, Content.TEXT, "null", null, "a"))
                        .size())
                .isEqualTo(1);
    }

    @Test
    void is_not_changed_by_what_comes_after_it() {
        var before = LatestByKey.none().with(event(1, "a", "1"));

        var after = before.with(event(2, "a", "22")).with(event(3, "b", "3"));

        assertThat(before.inOrder()).extracting(Event::seq).containsExactly(1L);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void counts_bytes_of_keys_types_and_data_as_utf8() {
        var latest = LatestByKey.none()
                .with(new Event(new Position(1, 1), Instant.EPOCH, Content.TEXT, "\ud83d\ude00é", "t", "地"));

        assertThat(latest.bytes()).isEqualTo(4 + 2 + 1 + 3);
    }

    @Test
    void agrees_with_a_plain_map_after_any_events() {
        long seed = System.nanoTime();
        System.err.println("seed " + seed);
        var random = new Random(seed);
        var expected = new HashMap<String, Event>();
        var latest = LatestByKey.none();
        for (int seq = 1; seq <= 5_000; seq++) {
            var key = random.nextInt(10) == 0 ? null : "k" + random.nextInt(50);
            var event = event(seq, key, random.nextInt(4) == 0 ? "null" : "" + random.nextInt(1_000_000));
            latest = latest.with(event);
            if (key != null && event.data().equals("null")) {
                expected.remove(key);
            } else if (key != null) {
                expected.put(key, event);
            }
        }

        assertThat(latest.inOrder()).containsExactlyInAnyOrderElementsOf(expected.values());
        assertThat(latest.bytes())
                .isEqualTo(expected.values().stream()
                        .mapToLong(event -> String.valueOf(event.key()).length()
                                + event.data().length())
                        .sum());
        assertThat(LatestByKey.of(latest.inOrder())).isEqualTo(latest);
    }

    private static Event event(long seq, @Nullable String key, String data) {
        return new Event(new Position(1, seq), Instant.EPOCH, Content.JSON, data, null, key);
    }
}
