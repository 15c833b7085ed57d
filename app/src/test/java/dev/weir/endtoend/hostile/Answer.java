package dev.weir.endtoend.hostile;

import java.util.List;
import java.util.Locale;

/**
 * What a server answered to one request, as it came.
 *
 * @param head from the status line on, each line ended by CRLF
 */
record Answer(int status, String head, String body) {

    List<String> headerLines() {
        return head.lines().skip(1).toList();
    }

    /** Empty when it is not there; joined by commas when it is there more than once. */
    String header(String name) {
        var prefix = name.toLowerCase(Locale.ROOT) + ":";
        return String.join(
                ", ",
                headerLines().stream()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                        .map(line -> line.substring(prefix.length()).strip())
                        .toList());
    }

    String text() {
        return head + "\r\n" + body;
    }
}
