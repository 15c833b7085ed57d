package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void every_character_comes_back_also_behind_a_bad_byte() {
        var changed = new ArrayList<Integer>();
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE) {
                byte[] good = Character.toString(character).getBytes(StandardCharsets.UTF_8);
                byte[] bytes = new byte[good.length + 1];
                bytes[0] = (byte) 0xff;
                System.arraycopy(good, 0, bytes, 1, good.length);

                if (Utf8.decode(bytes, 0, bytes.length).codePointAt(1) != character) {
                    changed.add(character);
                }
            }
        }

        assertThat(changed).isEmpty();
    }

    @RepeatedTest(100)
    void any_bytes_are_text_that_has_a_utf8_form() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        byte[] bytes = new byte[random.nextInt(100)];
        random.nextBytes(bytes);

        var text = Utf8.decode(bytes, 0, bytes.length);

        assertThat(TextRules.hasLoneSurrogate(text)).as("seed %d", seed).isFalse();
        assertThat(text.length()).as("seed %d", seed).isLessThanOrEqualTo(bytes.length);
    }
}
