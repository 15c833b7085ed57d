package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutgoingBytesTest {

    private static final int PIECE = OutgoingBytes.PIECE_BYTES_MAX;

    @Test
    void gives_away_what_fits_in_one_piece_without_its_surroundings() {
        var array = "before\n\ndata: x\nid: 1-1\n\nafter".getBytes(StandardCharsets.UTF_8);

        assertThat(pieces(new OutgoingBytes(array, 8, 17))).containsExactly("data: x\nid: 1-1\n\n");
    }

    @Test
    void cuts_between_frames() {
        var frame = "data: " + "a".repeat(1_000) + "\nid: 1-1\n\n";
        int framesInAPiece = PIECE / frame.length();

        var pieces = pieces(frame.repeat(40));

        assertThat(pieces).allMatch(piece -> piece.endsWith("\n\n"));
        assertThat(pieces.get(0)).isEqualTo(frame.repeat(framesInAPiece));
        assertThat(String.join("", pieces)).isEqualTo(frame.repeat(40));
    }

    @Test
    void a_large_frame_is_cut_but_its_id_stays_with_its_end() {
        var tail = "\nid: 1-1\n\n";
        for (int over = -tail.length() - 3; over < 3; over++) {
            var frame = "data: " + "a".repeat(PIECE - 6 + over) + tail;

            var pieces = pieces(frame + "data: b\n\n");

            assertThat(String.join("", pieces)).isEqualTo(frame + "data: b\n\n");
            assertThat(pieces.get(0)).as("over %d", over).endsWith("id: 1-1\n\n");
        }
    }

    @Test
    void a_huge_frame_goes_in_small_pieces() {
        var frame = "data: " + "a".repeat(10 * PIECE) + "\nid: 1-1\n\n";

        var pieces = pieces(frame);

        assertThat(pieces)
                .allMatch(piece -> piece.length() <= PIECE + OutgoingBytes.FRAME_TAIL_BYTES)
                .hasSize(10);
        assertThat(String.join("", pieces)).isEqualTo(frame);
    }

    private static List<String> pieces(String text) {
        var array = text.getBytes(StandardCharsets.UTF_8);
        return pieces(new OutgoingBytes(array, 0, array.length));
    }

    private static List<String> pieces(OutgoingBytes outgoing) {
        var pieces = new ArrayList<String>();
        while (!outgoing.isEmpty()) {
            pieces.add(outgoing.next().utf8String());
        }
        return pieces;
    }
}
