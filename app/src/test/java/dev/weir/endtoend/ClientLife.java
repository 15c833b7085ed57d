package dev.weir.endtoend;

import static dev.weir.endtoend.ClientCells.marks;
import static dev.weir.endtoend.ClientCells.settings;
import static dev.weir.endtoend.ClientCells.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.endtoend.ClientCells.Column;
import dev.weir.endtoend.Heard.Kind;
import dev.weir.endtoend.Reader.Mark;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A life that all clients lead at once: a cable breaks, Weir is killed, is stopped in good order, is silent, and closes the topic. */
final class ClientLife implements AutoCloseable {

    private static final String STREAM = "/stream?topic=t&from=earliest&heartbeat=1";

    /** What Weir answers when a topic is closed and all of it was delivered; given here by the gate. */
    private static final byte[] NO_CONTENT =
            "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Larger than what passes before the cable breaks, so that it breaks within the block. */
    private static final String LARGE = "x".repeat(2_000);

    private static final int CUT_AFTER = 400;

    private final ClientCells cells;
    private final List<String> published = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    ClientLife(ClientCells cells) {
        this.cells = cells;
    }

    /**
     * @param last what else is to be tried with the last Weir, beside the silence
     */
    void lead(List<ForeignClient> clients, Chromium chromium, Path folder, Trial last) {
        try (var first = WeirProcess.on(folder, settings())) {
            publish(first, 3);
            clients.forEach(client -> readers.add(Reader.open(client, chromium, first.uri("/"), STREAM)));
            publish(first, 7);
            cells.check(readers, published, Column.CUT);
            breakCables(first);
            first.killHard();
        }
        var broken = marks(readers);
        readers.forEach(reader -> reader.gate().shut());
        Map<Reader, Mark> planned;
        try (var second = WeirProcess.on(folder, settings())) {
            readers.forEach(reader -> reader.gate().openTo(second.uri("/")));
            cells.returns(broken, Column.AWAY);
            publish(second, 5);
            cells.check(readers, published, Column.AWAY);
            planned = stop(second);
        }
        try (var third = WeirProcess.on(folder, settings())) {
            readers.forEach(reader -> reader.gate().passTo(third.uri("/")));
            cells.returns(planned, Column.PLANNED);
            publish(third, 5);
            cells.check(readers, published, Column.PLANNED);
            keepSilent(third);
            closeTopic();
            last.run(third);
        }
    }

    /** Something that is tried with a Weir. */
    interface Trial {
        void run(WeirProcess weir);
    }

    @Override
    public void close() {
        readers.forEach(Reader::close);
    }

    private void breakCables(WeirProcess weir) {
        var marks = marks(readers);
        readers.forEach(reader -> reader.gate().cutAfter(CUT_AFTER));
        published.add(LARGE);
        Publish.text(weir, "t", LARGE);
        readers.forEach(reader -> until(() -> reader.gate().cuts() > 0));
        cells.returns(marks, Column.CUT);
        publish(weir, 5);
        cells.check(readers, published, Column.CUT);
    }

    /** As an orchestrator replaces a node: it is told to stop, and requests wait for the next one. */
    private Map<Reader, Mark> stop(WeirProcess weir) {
        var planned = new LinkedHashMap<Reader, Mark>();
        readers.forEach(reader -> planned.put(reader, reader.mark().planned()));
        readers.forEach(reader -> reader.gate().hold());
        weir.terminate();
        for (var reader : readers) {
            if (!reader.within(() -> reader.heardType("stream-bye"))) {
                cells.fault(reader, Column.PLANNED);
            }
        }
        assertThat(weir.awaitExit()).isZero();
        return planned;
    }

    private void keepSilent(WeirProcess weir) {
        var before = new LinkedHashMap<Reader, Integer>();
        readers.forEach(reader -> before.put(reader, reader.heard().size()));
        for (var reader : readers) {
            int passed = reader.gate().heartbeats();
            if (!reader.inTheEnd(() -> reader.gate().heartbeats() >= passed + 2)) {
                cells.fault(reader, Column.HEARTBEAT);
            }
        }
        publish(weir, 1);
        cells.check(readers, published, Column.HEARTBEAT);
        before.forEach((reader, from) -> cells.put(
                reader,
                Column.HEARTBEAT,
                silence(reader.heard().subList(from, reader.heard().size()))));
    }

    private static String silence(List<Heard> heard) {
        if (heard.stream()
                .anyMatch(one -> one.kind() == Kind.EVENT && one.data().isEmpty())) {
            return "empty messages";
        }
        var comments = heard.stream().filter(one -> one.kind() == Kind.COMMENT).toList();
        if (comments.isEmpty()) {
            return "unseen";
        }
        return comments.stream().allMatch(one -> one.data().equals("hb")) ? "comments" : "comment of the next event";
    }

    private void closeTopic() {
        var counts = new LinkedHashMap<Reader, Integer>();
        for (var reader : readers) {
            counts.put(reader, reader.gate().requests().size());
            reader.gate().answer(NO_CONTENT);
            reader.gate().cutAfter(0);
        }
        counts.forEach((reader, requests) -> {
            reader.inTheEnd(() -> reader.gate().requests().size() > requests);
            boolean decided = reader.within(
                    () -> reader.ended() || reader.gate().requests().size() > requests + 3);
            cells.put(reader, Column.NO_CONTENT, !decided ? "hangs" : reader.ended() ? "stops" : "asks again");
        });
    }

    private void publish(WeirProcess weir, int count) {
        for (int i = 0; i < count; i++) {
            var data = "event " + (published.size() + 1);
            Publish.text(weir, "t", data);
            published.add(data);
        }
    }
}
