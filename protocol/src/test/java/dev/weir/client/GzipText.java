package dev.weir.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Compressed as a server does that flushes after every event. */
final class GzipText {

    private GzipText() {}

    /** One member, flushed after each text, and ended. */
    static byte[] of(String... texts) {
        var out = new ByteArrayOutputStream();
        write(out, List.of(texts), true);
        return out.toByteArray();
    }

    /** One member without its end. */
    static byte[] unended(String... texts) {
        var out = new ByteArrayOutputStream();
        write(out, List.of(texts), false);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, List<String> texts, boolean end) {
        try {
            var gzip = new GZIPOutputStream(out, 512, true);
            for (var text : texts) {
                gzip.write(text.getBytes(StandardCharsets.UTF_8));
                gzip.flush();
            }
            if (end) {
                gzip.finish();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
