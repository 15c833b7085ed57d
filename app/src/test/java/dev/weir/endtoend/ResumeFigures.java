package dev.weir.endtoend;

import dev.weir.journal.JournalEntry;
import dev.weir.journal.PlantedRows;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.Schema;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A topic of a million events: how fast a stream that resumes in the middle brings the second half, beside plain keyset
 * SQL over the same rows of the same table. A program, not a test; how it is run and what it printed is in {@code
 * docs/PERFORMANCE.md}.
 */
public final class ResumeFigures {

    private static final int EVENTS = 1_000_000;
    private static final int MIDDLE = EVENTS / 2;
    private static final int ROWS_AN_INSERT = 10_000;
    private static final int PAGE = 500;
    private static final String DATA = "{\"px\":\"" + "x".repeat(191) + "\"}";

    private static final String KEYSET = """
            select sequence_number, event_ser_manifest, event_payload from event_journal
            where persistence_id = 'topic|t' and sequence_number > ? and deleted = false
            order by sequence_number limit ?
            """;

    private ResumeFigures() {}

    /** @param arguments rounds */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        var folder = Files.createTempDirectory("resume-figures");
        try (var server = EmbeddedPostgres.start(folder)) {
            var database = server.settings();
            Schema.migrate(database);
            plant(database);
            long begin = System.nanoTime();
            try (var weir = WeirProcess.on(database, "-Xmx2g")) {
                System.out.printf("started, with PostgreSQL and topic, in %,d ms%n", millisSince(begin));
                begin = System.nanoTime();
                var topic = weir.get(weir.uri("/topics/t"));
                System.out.printf("first answer about the topic after %,d ms: %s%n", millisSince(begin), topic);
                System.out.println("round | keyset SQL, rows/s | stream, events/s | ratio");
                for (int round = 1; round <= rounds; round++) {
                    double sql = keyset(database);
                    double stream = stream(weir.uri("/stream?topic=t"));
                    System.out.printf("%d | %,.0f | %,.0f | %.2f%n", round, sql, stream, stream / sql);
                }
            }
        }
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }

    private static void plant(DatabaseSettings database) throws SQLException {
        var now = Instant.ofEpochMilli(System.currentTimeMillis());
        for (int first = 1; first <= EVENTS; first += ROWS_AN_INSERT) {
            var entries = new JournalEntry[ROWS_AN_INSERT];
            for (int i = 0; i < ROWS_AN_INSERT; i++) {
                var event = new Event(new Position(1, first + i), now, Content.JSON, DATA, null, null);
                entries[i] = new JournalEntry.Appended(event, null);
            }
            PlantedRows.insert(database, "t", first, entries);
        }
        PlantedRows.snapshot(database, "t", PlantedRows.stateOf(1, 0, EVENTS));
    }

    private static double keyset(DatabaseSettings database) throws SQLException {
        long begin = System.nanoTime();
        long row = MIDDLE;
        long bytes = 0;
        try (var connection = database.connect();
                var statement = connection.prepareStatement(KEYSET)) {
            for (boolean more = true; more; ) {
                statement.setLong(1, row);
                statement.setInt(2, PAGE);
                more = false;
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        row = rows.getLong(1);
                        bytes += rows.getBytes(3).length;
                        more = true;
                    }
                }
            }
        }
        if (row != EVENTS || bytes < (long) MIDDLE * DATA.length()) {
            throw new AssertionError("rows: up to " + row + ", " + bytes + " bytes (expected: all)");
        }
        return MIDDLE / ((System.nanoTime() - begin) / 1e9);
    }

    private static double stream(URI uri) throws IOException {
        long begin = System.nanoTime();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
            var request = "GET " + uri.getPath() + "?" + uri.getQuery() + " HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 1-"
                    + MIDDLE + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            long bytes = readUntil(socket.getInputStream(), "id: 1-" + EVENTS + "\n");
            if (bytes < (long) MIDDLE * DATA.length()) {
                throw new AssertionError("bytes: " + bytes + " (expected: all events)");
            }
        }
        return MIDDLE / ((System.nanoTime() - begin) / 1e9);
    }

    private static long readUntil(InputStream in, String last) throws IOException {
        var wanted = last.getBytes(StandardCharsets.US_ASCII);
        var buffer = new byte[1 << 16];
        long bytes = 0;
        int matched = 0;
        while (true) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("the stream ended after " + bytes + " bytes");
            }
            bytes += count;
            for (int i = 0; i < count; i++) {
                matched = buffer[i] == wanted[matched] ? matched + 1 : buffer[i] == wanted[0] ? 1 : 0;
                if (matched == wanted.length) {
                    return bytes;
                }
            }
        }
    }
}
