package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

    @RepeatedTest(100)
    void comes_back_from_its_text() {
        long seed = System.nanoTime();
        var position = random(new SplittableRandom(seed));

        assertThat(Position.parse(position.toString())).as("seed %d", seed).isEqualTo(position);
    }

    @Test
    void says_its_bounds_in_18_digits() {
        var largest = new Position(Position.NUMBER_MAX, Position.NUMBER_MAX);

        assertThat(Position.START).hasToString("0-0");
        assertThat(Position.parse("0-0")).isEqualTo(Position.START);
        assertThat(Position.parse("999999999999999999-999999999999999999")).isEqualTo(largest);
        assertThatThrownBy(() -> new Position(1, Position.NUMBER_MAX + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(Position.NUMBER_MAX + 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Position(0, 1)).hasMessageStartingWith("position: 0-1 (expected: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "1",
                "1-",
                "-1",
                "--",
                "1--1",
                "-1-1",
                "1-1-1",
                "01-1",
                "1-01",
                "00-0",
                "0-1",
                "0-00",
                "+1-1",
                "1-+1",
                " 1-1",
                "1-1 ",
                "1 -1",
                "1-1\n",
                "1-1\r",
                "1-1\0",
                "1_1",
                "1.0-1",
                "0x1-1",
                "1-1e3",
                "١-١",
                "1-1000000000000000000",
                "1000000000000000000-1",
                "1-99999999999999999999999999999999",
                "1-9223372036854775808",
                "1-1~",
                "v1.1-1",
                "1–1"
            })
    void is_not(String text) {
        assertThat(Position.parse(text)).isNull();
    }

    static Position random(SplittableRandom random) {
        if (random.nextInt(20) == 0) {
            return Position.START;
        }
        return new Position(1 + magnitude(random, 59), magnitude(random, 59));
    }

    private static long magnitude(SplittableRandom random, int bitsMax) {
        return random.nextLong(1L << random.nextInt(bitsMax + 1));
    }
}
