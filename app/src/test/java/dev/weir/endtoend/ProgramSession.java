package dev.weir.endtoend;

import dev.weir.wire.Frame;
import dev.weir.wire.Frame.CommentFrame;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.FrameParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A client that is a program: curl, and node with a library. */
final class ProgramSession implements Session {

    private static final int BYTES_MAX = 1 << 20;

    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Process process;

    private ProgramSession(List<String> command, Path folder) {
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What curl prints is what a script behind it reads; it has stopped when it exits. */
    static ProgramSession curl(URI stream, String lastId) {
        var command = new ArrayList<>(List.of("curl", "-sN", stream.toString()));
        if (!lastId.isEmpty()) {
            command.addAll(List.of("-H", "Last-Event-ID: " + lastId));
        }
        var session = new ProgramSession(command, Path.of("."));
        session.read(session::readStream);
        return session;
    }

    /** {@code node.mjs} with an EventSource of this package. */
    static ProgramSession node(String eventSource, URI stream) {
        var session = new ProgramSession(
                List.of("node", "node.mjs", eventSource, stream.toString()), NpmFolder.CLIENTS.path());
        session.read(session::readLines);
        return session;
    }

    @Override
    public List<Heard> heard() {
        return heard;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read(Runnable reader) {
        var thread = new Thread(reader, "program-output");
        thread.setDaemon(true);
        thread.start();
    }

    private void readStream() {
        var parser = new FrameParser(BYTES_MAX, BYTES_MAX);
        var buffer = new byte[8192];
        try (InputStream in = process.getInputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                parser.parse(buffer, 0, count, this::keep);
            }
        } catch (IOException e) {
            // Closed by the test.
            Thread.onSpinWait();
        }
        heard.add(Heard.ENDED);
    }

    private void keep(Frame frame) {
        if (frame instanceof EventFrame event) {
            heard.add(Heard.event(event.type(), event.lastEventId(), event.data()));
        } else if (frame instanceof CommentFrame comment) {
            heard.add(Heard.comment(comment.text()));
        }
    }

    private void readLines() {
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                heard.add(Heard.parse(line));
            }
        } catch (IOException e) {
            // Closed by the test.
            Thread.onSpinWait();
        }
        heard.add(Heard.ENDED);
    }
}
