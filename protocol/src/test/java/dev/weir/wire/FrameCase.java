package dev.weir.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One case of {@code src/test/resources/frames/*.txt}; its README says how they are written. */
final class FrameCase {

    private static final String[] NAMES = {"blocks", "bytes", "fields", "line-ends"};

    private final String name;
    private final byte[] input;
    private final List<Frame> frames;
    private final String lastEventId;

    private FrameCase(String name, byte[] input, List<Frame> frames, String lastEventId) {
        this.name = name;
        this.input = input;
        this.frames = frames;
        this.lastEventId = lastEventId;
    }

    byte[] input() {
        return input;
    }

    Splits.Outcome expected() {
        return new Splits.Outcome(frames, lastEventId);
    }

    static Stream<FrameCase> all() {
        return Stream.of(NAMES).flatMap(name -> read(Path.of("src/test/resources/frames", name + ".txt")).stream());
    }

    private static List<FrameCase> read(Path file) {
        try {
            var cases = new ArrayList<FrameCase>();
            @Nullable String name = null;
            var lines = new ArrayList<String>();
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith("[")) {
                    add(cases, name, lines);
                    name = file.getFileName() + ": " + line.substring(1, line.length() - 1);
                    lines.clear();
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    lines.add(line);
                }
            }
            add(cases, name, lines);
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(List<FrameCase> cases, @Nullable String name, List<String> lines) throws IOException {
        if (name == null) {
            return;
        }
        var input = new ByteArrayOutputStream();
        var frames = new ArrayList<Frame>();
        var id = "";
        for (String line : lines) {
            if (line.startsWith("in ")) {
                input.write(bytes(line.substring(3)));
            } else if (line.startsWith("out ")) {
                frames.add(frame(line.substring(4)));
            } else if (line.startsWith("id ")) {
                id = text(line.substring(3));
            } else {
                throw new IllegalArgumentException(name + ": " + line + " (expected: in, out or id)");
            }
        }
        cases.add(new FrameCase(name, input.toByteArray(), List.copyOf(frames), id));
    }

    private static Frame frame(String line) throws IOException {
        int space = line.indexOf(' ');
        var kind = space < 0 ? line : line.substring(0, space);
        var rest = space < 0 ? "" : line.substring(space + 1);
        switch (kind) {
            case "event" -> {
                String[] parts = rest.split("\\|", -1);
                return new Frame.EventFrame(text(parts[0]), text(parts[1]), text(parts[2]));
            }
            case "comment" -> {
                return new Frame.CommentFrame(text(rest));
            }
            case "retry" -> {
                return new Frame.RetryFrame(Long.parseLong(rest));
            }
            default -> throw new IllegalArgumentException(line + " (expected: event, comment or retry)");
        }
    }

    private static String text(String escaped) throws IOException {
        return new String(bytes(escaped), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String escaped) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var characters = new StringBuilder();
        int i = 0;
        while (i < escaped.length()) {
            char c = escaped.charAt(i++);
            if (c != '\\') {
                characters.append(c);
                continue;
            }
            char kind = escaped.charAt(i++);
            int digits = kind == 'u' ? 4 : kind == 'x' ? 2 : 0;
            var hex = escaped.substring(i, i + digits);
            i += digits;
            if (kind == 'x') {
                bytes.write(characters.toString().getBytes(StandardCharsets.UTF_8));
                characters.setLength(0);
                bytes.write(Integer.parseInt(hex, 16));
            } else {
                characters.append(
                        switch (kind) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 'u' -> (char) Integer.parseInt(hex, 16);
                            default -> kind;
                        });
            }
        }
        bytes.write(characters.toString().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    @Override
    public String toString() {
        return name;
    }
}
