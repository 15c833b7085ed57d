package dev.weir.endtoend;

import static dev.weir.endtoend.ClientCells.settings;
import static dev.weir.endtoend.ClientCells.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.ClientCells.Column;
import dev.weir.endtoend.Reader.Mark;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** What is tried with each client by itself: a node that is full, a quiet stream, and data that a reader could get wrong. */
final class ClientTrials {

    /** What a reader could get wrong, by the name that the table has for it. */
    private record Difficult(String name, String data) {

        /** As it arrives. */
        String wanted() {
            return data.replace("\r\n", "\n").replace('\r', '\n');
        }
    }

    private static final List<Difficult> DATA = List.of(
            new Difficult("line ends", "a\nb\rc\r\nd\n\ne\n"),
            new Difficult("spaces at the start", " one before, two after  "),
            new Difficult("a colon at the start", ":colon"),
            new Difficult("a field", "data: x\nid: 7\nretry: 1"),
            new Difficult("U+FEFF at the start", "\uFEFFfirst"),
            new Difficult("other line separators", "\u2028 and \u2029 and \u0085"),
            new Difficult("beyond ASCII", "gr\u00FCn \u20AC \uD83C\uDF0A"),
            new Difficult("256 KiB", "\u20AC".repeat(87_381) + "!"),
            new Difficult("nothing difficult", "last"));

    /** Longer than the ten seconds after which some HTTP clients give up. */
    private static final String QUIET = "/stream?topic=quiet&heartbeat=12";

    private static final String ANY_DATA = "/stream?topic=d&from=earliest&heartbeat=1&heartbeat-event=1";

    private final ClientCells cells;
    private final List<ForeignClient> clients;
    private final Chromium chromium;

    ClientTrials(ClientCells cells, List<ForeignClient> clients, Chromium chromium) {
        this.cells = cells;
        this.clients = clients;
        this.chromium = chromium;
    }

    /** One seat, taken by somebody else until the client has been refused. */
    void refuse(Path folder) {
        try (var weir = WeirProcess.on(folder, settings("-Dweir.connections.max=1"))) {
            clients.forEach(client -> refuse(weir, client));
        }
    }

    private void refuse(WeirProcess weir, ForeignClient client) {
        Reader reader;
        try (var first = Follower.start(weir.uri("/stream?topic=t&heartbeat=1"), Follower.NO_CUT)) {
            until(() -> first.opened() > 0);
            reader = Reader.open(client, chromium, weir.uri("/"), "/stream?topic=t&heartbeat=1");
            if (!reader.within(() -> reader.heardType("stream-bye"))) {
                cells.fault(reader, Column.REFUSED);
            }
            cells.put(reader, Column.REFUSED, reader.comesBack(new Mark(1, "")).words());
        }
        try (reader) {
            if (!reader.inTheEnd(() -> reader.heardType("stream-open"))) {
                cells.fault(reader, Column.REFUSED);
            }
        }
    }

    /** All of them on a stream with nothing to say, while each reads what is difficult. */
    void readAndBeQuiet(WeirProcess weir) {
        var quiet = clients.stream()
                .map(client -> Reader.open(client, chromium, weir.uri("/"), QUIET))
                .toList();
        try {
            DATA.forEach(one -> assertThat(Publish.text(weir, "d", one.data())).contains("\"seq\""));
            clients.forEach(client -> read(weir, client));
            for (var reader : quiet) {
                reader.within(() -> reader.ended() || reader.gate().heartbeats() > 0);
                cells.put(reader, Column.QUIET, reader.ended() ? "stops" : stays(reader));
            }
        } finally {
            quiet.forEach(Reader::close);
        }
    }

    private static String stays(Reader reader) {
        return reader.gate().requests().size() == 1 && reader.gate().heartbeats() > 0 ? "stays" : "comes back";
    }

    private void read(WeirProcess weir, ForeignClient client) {
        try (var reader = Reader.open(client, chromium, weir.uri("/"), ANY_DATA)) {
            if (reader.within(() -> reader.data().size() == DATA.size())) {
                cells.put(reader, Column.DATA, differences(reader.data()));
            } else {
                cells.fault(reader, Column.DATA);
            }
            boolean beats = reader.within(() -> reader.heardType("stream-heartbeat"));
            cells.put(reader, Column.HEARTBEAT_EVENT, beats ? "events" : "unseen");
        }
    }

    private static String differences(List<String> seen) {
        var names = IntStream.range(0, DATA.size())
                .filter(i -> !DATA.get(i).wanted().equals(seen.get(i)))
                .mapToObj(i -> DATA.get(i).name())
                .toList();
        return names.isEmpty() ? "exact" : "loses " + String.join(", ", names);
    }
}
