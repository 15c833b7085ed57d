package dev.weir.http;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;

/**
 * Whether the server library has read the headers as they were meant.
 *
 * <p>It decodes values as UTF-8, and takes a byte that would lead a longer sequence together with the ones after it even
 * when they are none: {@code X: caf\xe9} swallows its own line's end, and the next header with it. If that was the
 * content's length, the body is then read as the next request, which a proxy in front never saw as one. Such bytes come
 * out as U+FFC0 to U+FFF7, so a value with one of those is refused, although a few rare characters are meant there.
 *
 * <p>A {@code Transfer-Encoding} that it cannot read ({@code chunked;q=1}, or an empty one) it leaves among the other headers and
 * goes by the content's length, where a proxy in front may go by the chunks; and it takes a header without a name.
 *
 * <p>An answer that says {@code Connection: close} is not enough: the library hands out the next request before it
 * closes. So this fails as the library's own parser does; it then answers with {@link ParsingProblems}, and reads on no
 * more.
 */
final class HeaderText {

    private HeaderText() {}

    /** @throws EntityStreamException which must end the connection, so that nobody may make an answer of it */
    static void check(HttpRequest request) {
        for (HttpHeader header : request.getHeaders()) {
            // A header that the library could make sense of has a grammar of its own.
            if (!(header instanceof RawHeader)) {
                continue;
            }
            if (header.value().chars().anyMatch(HeaderText::isSuspect)) {
                throw broken(header, "valid UTF-8 in one line, without U+FFC0 to U+FFF7");
            }
            if (header.is("transfer-encoding")) {
                throw broken(header, "chunked");
            }
            if (header.name().isEmpty()) {
                throw broken(header, "a name before the colon");
            }
        }
    }

    private static EntityStreamException broken(HttpHeader header, String expected) {
        var invalid = InvalidText.of(Refusal.BAD_PARAMETER, "header " + header.name(), header.value(), expected);
        return new EntityStreamException(new ErrorInfo(String.valueOf(invalid.getMessage()), ""));
    }

    private static boolean isSuspect(int c) {
        return c == '\r' || c == '\n' || c == 0 || (c >= 0xffc0 && c <= 0xfff7);
    }
}
