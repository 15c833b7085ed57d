package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class TopicNameFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void a_name_is_refused_or_stands_safely_in_rows_paths_and_frames(byte[] utf8) {
        var text = new String(utf8, StandardCharsets.UTF_8);
        TopicName name;
        try {
            name = new TopicName(text);
        } catch (InvalidText refused) {
            assertThat(refused.refusal()).isEqualTo(Refusal.BAD_TOPIC);
            assertThat(refused.getMessage()).contains("expected:").hasSizeLessThan(600);
            assertThat(String.valueOf(refused.getMessage()).codePoints()).noneMatch(Character::isISOControl);
            return;
        }
        assertThat(name.text()).isEqualTo(text).isEqualTo(text.strip());
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, TopicName.BYTES_MAX);
        assertThat(text.codePoints()).noneMatch(Character::isISOControl);
        assertThat(text).doesNotContain("\n", "\r", "\0", "\u2028", "\u2029", "\ufeff");
    }
}
