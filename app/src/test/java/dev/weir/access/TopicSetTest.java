package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicSetTest {

    private static boolean contains(String entry, String topic) {
        return TopicSet.of("c", List.of(entry)).contains(new TopicName(topic));
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything",
        "quakes, quakes",
        "orders/{id}, orders/7",
        "orders/{id}, orders/{id}",
        "orders/{id}, orders/日本 語",
        "orders/{id}/lines, orders/7/lines",
        "orders/{order-id}, orders/7",
        "{a}, x",
        "{a}-{b}, x-y",
        "{a}-{b}, x-y-z",
        "{a}{b}, xy",
        "{+path}, a/b/c",
        "a/{+path}, a/b",
        "a/{+path}, a/b/c/d",
        "a/{+path}/z, a/b/z/z",
        "{a}/{+path}/{b}, 1/2/3/4",
        "https://example.com/books/{id}, https://example.com/books/7"
    })
    void has(String entry, String topic) {
        assertThat(contains(entry, topic)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "quakes, quake",
        "quakes, Quakes",
        "quakes, quakes2",
        "orders/*, orders/7",
        "orders/{id}, orders",
        "orders/{id}, orders/",
        "orders/{id}, orders/7/lines",
        "orders/{id}, orders//",
        "orders/{id}, xorders/7",
        "orders/{id}/lines, orders/7/lines2",
        "orders/{id}/lines, orders//lines",
        "orders/{id}/lines, orders/7/8/lines",
        "{a}{b}, x",
        "{a}-{b}, x/y-z",
        "a/{+path}, a/",
        "a/{+path}, b/a/c",
        "a/{+path}/z, a/z",
        "a.c, abc",
        "a{+x}, a"
    })
    void has_not(String entry, String topic) {
        assertThat(contains(entry, topic)).isFalse();
    }

    @Test
    void nothing_has_nothing() {
        assertThat(TopicSet.NONE.contains(new TopicName("a"))).isFalse();
    }

    /** A second opinion: the same as a regular expression, on short texts where that cannot take long. */
    @Test
    void matches_as_a_regular_expression_would() {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            var parts = random.ints(1 + random.nextInt(5), 0, 5)
                    .mapToObj(TopicSetTest::part)
                    .toList();
            var template = parts.stream().map(part -> part[0]).collect(Collectors.joining());
            var regex = parts.stream().map(part -> part[1]).collect(Collectors.joining());
            var topic = random.ints(random.nextInt(8), 0, 3)
                    .mapToObj(c -> "ab/".substring(c, c + 1))
                    .collect(Collectors.joining());

            assertThat(TopicTemplate.parse(template).matches(topic))
                    .as("seed %d: %s on %s", seed, template, topic)
                    .isEqualTo(Pattern.matches(regex, topic));
        }
    }

    private static String[] part(int which) {
        return switch (which) {
            case 0 -> new String[] {"{x}", "[^/]+"};
            case 1 -> new String[] {"{+x}", ".+"};
            case 2 -> new String[] {"a", "a"};
            case 3 -> new String[] {"/", "/"};
            default -> new String[] {"ab", "ab"};
        };
    }

    /** Backtracking would take longer than the universe has existed; the bound is for a machine that is busy. */
    @Test
    void the_worst_grants_end() {
        var worst = "{+a}a{+b}a{+c}a{+d}a{+e}a{+f}a{+g}a{+h}b";
        var grants = TopicSet.of("c", Collections.nCopies(TopicSet.ENTRIES_MAX, worst));
        var topic = new TopicName("a".repeat(TopicName.BYTES_MAX));

        var found = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> grants.contains(topic));

        assertThat(found).isFalse();
    }
}
