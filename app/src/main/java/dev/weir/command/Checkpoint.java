package dev.weir.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.weir.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that says how far a run has come: {@code {"topic":…,"run":…,"line":…}}. It is written whole or not at all, and
 * is on disk before the run goes on, so that it never says more than the server has stored.
 */
final class Checkpoint {

    /** More is not read: the file is someone else's then. */
    private static final int BYTES_MAX = 4 * 1024;

    /**
     * What it says.
     *
     * @param line the last one whose batch was acknowledged; 0 before the first
     */
    record Place(String topic, String run, long line) {}

    private final Path file;

    Checkpoint(Path file) {
        this.file = file;
    }

    /**
     * What the file says; null when there is none.
     *
     * @throws IOException when it cannot be read, or says something else; the message is one line
     */
    @Nullable Place read() throws IOException {
        try (var in = Files.newInputStream(file)) {
            return parsed(new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8));
        } catch (NoSuchFileException none) {
            return null;
        } catch (IOException failure) {
            throw new IOException(
                    "checkpoint: " + file + ": " + Shown.reason(failure)
                            + " (expected: a checkpoint of weir publish, or no file)",
                    failure);
        }
    }

    private static Place parsed(String text) throws IOException {
        String topic = null;
        String run = null;
        long line = -1;
        try (var json = Json.FACTORY.createParser(text)) {
            expect(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "topic" -> topic = string(json);
                    case "run" -> run = string(json);
                    case "line" -> line = json.getLongValue();
                    default -> expect(false);
                }
            }
            expect(json.nextToken() == null);
        } catch (IOException corrupt) {
            throw new IOException("is damaged, or something else", corrupt);
        }
        if (topic == null || run == null || line < 0) {
            throw new IOException("is damaged, or something else");
        }
        return new Place(topic, run, line);
    }

    private static String string(JsonParser json) throws IOException {
        expect(json.currentToken() == JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static void expect(boolean fits) throws IOException {
        if (!fits) {
            throw new IOException("other members than were written");
        }
    }

    /** Writes beside the file and renames: whoever is killed in between finds the one before. */
    void write(Place place) throws IOException {
        var text = Json.object(json -> {
            json.writeStringField("topic", place.topic());
            json.writeStringField("run", place.run());
            json.writeNumberField("line", place.line());
        });
        var beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            var bytes = ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8));
            try (var out = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            forceFolder();
        } catch (IOException failure) {
            throw new IOException("checkpoint: " + file + ": " + Shown.reason(failure), failure);
        }
    }

    /** The run is complete. */
    void remove() throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new IOException("checkpoint: " + file + ": " + Shown.reason(failure), failure);
        }
    }

    /** The new name is on disk with its folder; where folders cannot be opened, it is as safe as that system makes it. */
    private void forceFolder() {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            // Losing the rename would only mean that the last batch is sent again, under the same keys.
        }
    }
}
