package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerScannerTest {

    private final RecordedEvents found = new RecordedEvents();

    private MarkerScanner scanner(int size) {
        return new MarkerScanner(new Marker(RecordedEvents.TOKEN), size, found);
    }

    private static String frame(int size, int publisher, long number) {
        return "data: " + RecordedEvents.data(size, publisher, number, 1_234_567 * number) + "\nid: 1-" + number
                + "\n\n";
    }

    private static String expected(int publisher, long number) {
        return publisher + ":" + number + "@" + 1_234_567 * number;
    }

    private static void scan(MarkerScanner scanner, String text) {
        scanner.bytes(RecordedEvents.buffer(text), 0, text.length());
    }

    @Test
    void reads_all_digits() {
        scan(scanner(64), RecordedEvents.data(64, 9_876, 9_876_543_210L, 9_876_543_210_123_456L));

        assertThat(found.events()).containsExactly("9876:9876543210@9876543210123456");
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 200, 5_000})
    void finds_every_event_in_one_piece_and_byte_by_byte(int size) {
        var text = new StringBuilder(": hb\n");
        var all = new ArrayList<String>();
        for (int number = 8; number <= 12; number++) {
            text.append(frame(size, 3, number));
            all.add(expected(3, number));
        }

        scan(scanner(size), text.toString());
        var whole = List.copyOf(found.events());
        found.events().clear();
        var scanner = scanner(size);
        var buffer = RecordedEvents.buffer(text.toString());
        for (int i = 0; i < text.length(); i++) {
            scanner.bytes(buffer, i, i + 1);
        }

        assertThat(whole).isEqualTo(all);
        assertThat(found.events()).isEqualTo(all);
    }

    @RepeatedTest(50)
    void finds_every_event_between_anything_and_cut_anywhere() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        int size = random.nextInt(64, 300);
        var text = new StringBuilder();
        var all = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            text.append(between(random, size));
            int publisher = random.nextInt(3);
            text.append(frame(size, publisher, i));
            all.add(expected(publisher, i));
        }

        var scanner = scanner(size);
        var buffer = RecordedEvents.buffer(text.toString());
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + random.nextInt(1, random.nextBoolean() ? 20 : 2_000));
            scanner.bytes(buffer, at, end);
            at = end;
        }

        assertThat(found.events()).as("seed %d", seed).isEqualTo(all);
    }

    /** Mostly nothing, as on a busy stream; else what is no event of this bench. */
    private static String between(SplittableRandom random, int size) {
        return switch (random.nextInt(12)) {
            case 0 -> ": hb\n";
            case 1 -> "event: stream-open\ndata: {\"connection\":\"x\"}\nid: 1-4\n\n";
            case 2 -> "data: {\"w\":\"0the" + "{".repeat(random.nextInt(5)) + "\"}\n\n";
            case 3 -> "data: {\"w\":\"" + RecordedEvents.TOKEN.substring(0, random.nextInt(5)) + "\n\n";
            case 4 -> "data: " + "x".repeat(random.nextInt(3 * size)) + "\n\n";
            case 5 -> "data: " + RecordedEvents.data(64, 1, 1, 1).replace(RecordedEvents.TOKEN, "0the") + "\n\n";
            default -> "";
        };
    }

    @Test
    void does_not_take_an_event_further_on_for_the_next_one() {
        var text = frame(64, 0, 1) + "x".repeat(84) + frame(64, 0, 2) + frame(64, 1, 1) + frame(64, 0, 3);

        scan(scanner(64), text);

        assertThat(found.events()).containsExactly(expected(0, 1), expected(0, 2), expected(1, 1), expected(0, 3));
    }

    @Test
    void begins_anew_with_the_byte_that_does_not_go_on_with_a_cut_marker() {
        var scanner = scanner(64);

        scan(scanner, "data: {\"w\":\"t0");
        scan(scanner, RecordedEvents.data(64, 0, 1, 1_234_567));

        assertThat(found.events()).containsExactly(expected(0, 1));
    }
}
