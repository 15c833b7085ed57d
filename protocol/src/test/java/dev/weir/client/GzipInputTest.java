package dev.weir.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipInputTest {

    private final GzipInput gzip = new GzipInput();
    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        gzip.close();
    }

    private String decode(byte[] bytes, int stepBytes) {
        var in = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
        var out = new byte[stepBytes];
        int count;
        do {
            count = gzip.decode(in, out);
            decoded.write(out, 0, count);
        } while (count == out.length || in.hasRemaining());
        return decoded.toString(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void gives_back_what_was_compressed(int stepBytes) {
        assertThat(decode(GzipText.of("one", "two", "three"), stepBytes)).isEqualTo("onetwothree");
        assertThat(gzip.isAtEnd()).isTrue();
    }

    @Test
    void gives_out_what_was_flushed_before_the_end_is_there() {
        assertThat(decode(GzipText.unended("one", "two"), 1000)).isEqualTo("onetwo");
        assertThat(gzip.isAtEnd()).isFalse();
    }

    @RepeatedTest(20)
    void does_not_mind_where_it_is_cut() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        var bytes = joined(GzipText.of("one", "two"), GzipText.of(), GzipText.of("three"));

        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(1, 8));
            decode(Arrays.copyOfRange(bytes, at, end), random.nextInt(1, 8));
            at = end;
        }

        assertThat(decoded.toString(StandardCharsets.UTF_8)).as("seed %d", seed).isEqualTo("onetwothree");
        assertThat(gzip.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 8, 16, 31})
    void reads_every_part_that_a_header_may_have(int flags) {
        var plain = GzipText.of("text");
        var header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        if ((flags & 4) != 0) {
            header.writeBytes(new byte[] {3, 0, 'x', 0, 'z'});
        }
        if ((flags & 8) != 0) {
            header.writeBytes(new byte[] {'n', 0});
        }
        if ((flags & 16) != 0) {
            header.writeBytes(new byte[] {0});
        }
        if ((flags & 2) != 0) {
            header.writeBytes(new byte[] {9, 9});
        }

        var bytes = joined(header.toByteArray(), Arrays.copyOfRange(plain, 10, plain.length));

        assertThat(decode(bytes, 1000)).isEqualTo("text");
        assertThat(gzip.isAtEnd()).isTrue();
    }

    @Test
    void an_extra_field_may_be_empty() {
        var plain = GzipText.of("text");
        var header = new byte[] {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, 3, 0, 0};

        assertThat(decode(joined(header, Arrays.copyOfRange(plain, 10, plain.length)), 1000))
                .isEqualTo("text");
    }

    @ParameterizedTest
    @ValueSource(ints = {-8, -5, -4, -1})
    void checks_the_checksum_and_the_length(int fromEnd) {
        var bytes = GzipText.of("text");
        bytes[bytes.length + fromEnd] ^= 1;

        assertThatThrownBy(() -> decode(bytes, 1000))
                .hasMessage("gzip: checksum or length (expected: those of the data)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void refuses_what_does_not_begin_as_gzip(int at) {
        var bytes = GzipText.of("text");
        bytes[at] ^= 1;

        assertThatThrownBy(() -> decode(bytes, 1000))
                .isInstanceOf(FailedTry.class)
                .hasMessageContaining("the start of a member");
    }

    @Test
    void refuses_flags_that_mean_something_to_others() {
        var bytes = GzipText.of("text");
        bytes[3] = 0x20;

        assertThatThrownBy(() -> decode(bytes, 1000)).hasMessage("gzip: flags 32 (expected: no reserved flags)");
    }

    @Test
    void refuses_what_cannot_be_inflated() {
        var bytes = joined(Arrays.copyOf(GzipText.of("text"), 10), new byte[] {7, 7, 7, 7});

        assertThatThrownBy(() -> decode(bytes, 1000)).isInstanceOf(FailedTry.class);
    }

    @Test
    void refuses_what_follows_the_last_member() {
        var bytes = joined(GzipText.of("text"), new byte[] {0, 0});

        assertThatThrownBy(() -> decode(bytes, 1000)).isInstanceOf(FailedTry.class);
    }
}
