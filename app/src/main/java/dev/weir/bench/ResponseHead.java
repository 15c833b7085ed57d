package dev.weir.bench;

import java.util.Locale;

/**
 * What the bench must know of a response before its body.
 *
 * @param length of the body in bytes; {@link #UNKNOWN} when it ends with the connection, or is chunked
 * @param contentType in lower case, empty when there is none
 */
public record ResponseHead(int status, boolean chunked, long length, boolean keepAlive, String contentType) {

    static final long UNKNOWN = -1;

    /** @throws BenchStop when it is no response of HTTP/1 */
    static ResponseHead parse(String text) {
        var lines = text.split("\r?\n", -1);
        int status = status(lines[0]);
        boolean chunked = false;
        boolean keepAlive = lines[0].startsWith("HTTP/1.1");
        long length = status == 204 || status == 304 ? 0 : UNKNOWN;
        var contentType = "";
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 0) {
                continue;
            }
            var value = lines[i].substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            switch (lines[i].substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "transfer-encoding" -> chunked = value.endsWith("chunked");
                case "content-length" -> length = length(value);
                case "connection" -> keepAlive = !value.contains("close");
                case "content-type" -> contentType = value;
                default -> {
                    // Nothing else changes how the body is read.
                }
            }
        }
        return new ResponseHead(status, chunked, chunked ? UNKNOWN : length, keepAlive, contentType);
    }

    boolean succeeded() {
        return status / 100 == 2;
    }

    private static int status(String line) {
        if (!line.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw BenchStop.failed("answer: \"" + line + "\" (expected: HTTP/1.1 and a status)");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static long length(String value) {
        if (!value.matches("\\d{1,15}")) {
            throw BenchStop.failed("content-length: \"" + value + "\" (expected: a number)");
        }
        return Long.parseLong(value);
    }
}
