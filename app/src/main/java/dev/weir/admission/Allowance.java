package dev.weir.admission;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/**
 * How one client stands with one limit.
 *
 * @param limit the key of its setting under {@code weir.limits}
 * @param most in {@code period}; 0 for no limit
 * @param left now; 0 when it is exceeded
 * @param retryAfter until something is left again; zero while something is
 */
public record Allowance(String limit, long most, Duration period, long left, Duration retryAfter) {

    public boolean exceeded() {
        return !retryAfter.isZero();
    }

    /** When so much has been taken, which was allowed whatever is left. */
    Allowance after(long amount) {
        return new Allowance(limit, most, period, Math.max(0, left - amount), retryAfter);
    }

    /** A sentence for who is refused: the limit, its figure and its key. */
    public String detail() {
        return "limits." + limit + ": exceeded (expected: at most " + most + " in " + period.toSeconds()
                + " s for one subject or address)";
    }

    /**
     * The answer with what is left, in the headers of draft-ietf-httpapi-ratelimit-headers-10; with
     * {@code Retry-After} when nothing is.
     */
    public HttpResponse mark(HttpResponse answer) {
        if (most == 0) {
            return answer;
        }
        var marked = answer.addHeaders(headers());
        return exceeded() ? marked.removeHeader("Retry-After").addHeader(RetryAfter.create(secondsToWait())) : marked;
    }

    private List<HttpHeader> headers() {
        var seconds = exceeded() ? ";t=" + secondsToWait() : "";
        return List.of(
                RawHeader.create("RateLimit-Policy", "\"" + limit + "\";q=" + most + ";w=" + period.toSeconds()),
                RawHeader.create("RateLimit", "\"" + limit + "\";r=" + left + seconds));
    }

    /** Rounded up: who comes back by then is let in. */
    private long secondsToWait() {
        return Math.max(1, retryAfter.plusMillis(999).toSeconds());
    }
}
