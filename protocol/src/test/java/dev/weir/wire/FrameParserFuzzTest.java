package dev.weir.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class FrameParserFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void any_bytes_are_read_alike_whole_and_byte_by_byte(byte[] stream) {
        assertThat(Splits.byteByByte(stream)).isEqualTo(Splits.whole(stream));
    }
}
