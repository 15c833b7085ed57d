package dev.weir.endtoend;

import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.Reader.Mark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What clients were seen to do, as cells of the table in {@code docs/FOREIGN-CLIENTS.md}. */
final class ClientCells {

    /** Clients come back at once, since nothing here is measured. */
    static final List<String> SETTINGS = List.of(
            "-Dweir.connections.retry-min=100ms",
            "-Dweir.connections.retry-max=300ms",
            "-Dweir.connections.drain-time=1s");

    /** How long the servers' side of a run may take. */
    private static final Duration MOST = Duration.ofSeconds(60);

    /** The columns behind client and version. */
    enum Column {
        CUT,
        AWAY,
        REFUSED,
        PLANNED,
        NO_CONTENT,
        HEARTBEAT,
        HEARTBEAT_EVENT,
        QUIET,
        DATA
    }

    private final Map<ForeignClient, Map<Column, String>> cells = new EnumMap<>(ForeignClient.class);
    private final Map<ForeignClient, String> notes = new EnumMap<>(ForeignClient.class);

    /** In the order of the columns, those that were filled. */
    List<String> of(ForeignClient client) {
        return List.copyOf(cells.getOrDefault(client, Map.of()).values());
    }

    /** All that is known of a client that did not see what was published; empty when it did. */
    String notes(ForeignClient client) {
        return notes.getOrDefault(client, "");
    }

    void put(Reader reader, Column column, String text) {
        cells.computeIfAbsent(reader.client(), client -> new EnumMap<>(Column.class))
                .merge(column, text, (before, more) -> before.equals(more) ? before : before + ", " + more);
    }

    /** That the reader did not see what was published, or not once and in order. */
    void fault(Reader reader, Column column) {
        put(reader, column, "NOT EXACT");
        note(reader, column);
    }

    private void note(Reader reader, Column column) {
        notes.merge(reader.client(), column + " of " + reader, (before, more) -> before + "\n" + more);
    }

    void returns(Map<Reader, Mark> marks, Column column) {
        marks.forEach((reader, mark) -> {
            var returned = reader.comesBack(mark);
            put(reader, column, returned.words());
            if (returned == Reader.Return.LOSES_ITS_PLACE) {
                note(reader, column);
            }
        });
    }

    void check(List<Reader> readers, List<String> published, Column column) {
        for (var reader : readers) {
            if (!reader.sees(published)) {
                fault(reader, column);
            }
        }
    }

    static Map<Reader, Mark> marks(List<Reader> readers) {
        var marks = new LinkedHashMap<Reader, Mark>();
        readers.forEach(reader -> marks.put(reader, reader.mark()));
        return marks;
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(MOST).until(condition);
    }

    static String[] settings(String... more) {
        var all = new ArrayList<>(SETTINGS);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
