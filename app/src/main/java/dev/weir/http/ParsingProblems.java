package dev.weir.http;

import java.util.regex.Pattern;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what the server library cannot read as a request, and so never reaches a route: a target that is no URI, a
 * method nobody knows, a header that is too long. The connection is closed afterwards.
 *
 * <p>Made by the library, by its class name, so that it cannot be told on which port it is: these answers have the headers
 * of the stricter one. Nothing is logged: anyone can cause these, as often as they like.
 */
public abstract class ParsingProblems extends ParsingErrorHandler {

    /** The library adds the caller's address and which of its own settings to raise. */
    private static final Pattern INTERNALS = Pattern.compile(" from /?[0-9a-f:.]+(%\\w+)?:\\d+|\\.? ?Increase `.*");

    private final AnswerHeaders headers;

    private ParsingProblems(boolean overTls) {
        headers = AnswerHeaders.ofManagementPort(overTls);
    }

    /** Of a port without TLS. */
    public static final class Plain extends ParsingProblems {
        public Plain() {
            super(false);
        }
    }

    /** Of a port with TLS. */
    public static final class OverTls extends ParsingProblems {
        public OverTls() {
            super(true);
        }
    }

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter unused, ServerSettings settings) {
        String what = INTERNALS.matcher(error.summary()).replaceAll("");
        String expected = what.contains("(expected: ") ? "" : " (expected: HTTP/1.1)";
        return headers.mark(Problems.unreadable(status.intValue(), status.reason(), "request: " + what + expected));
    }
}
