package dev.weir.client;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * What an answer that is no success says, in whatever form.
 *
 * @param type {@code about:blank} when it named none
 * @param detail one line, empty when there is nothing to say
 */
record Problem(int status, String type, String detail) {

    private static final String NO_TYPE = "about:blank";

    static Problem of(int status, String body) {
        var members = JsonMembers.of(body);
        var type = OneLine.of(members.text("type", NO_TYPE));
        var detail = members.text("detail", members.text("title", members.hasAny() ? "" : firstLine(body)));
        return new Problem(status, type, OneLine.of(detail));
    }

    /** What a person is told. */
    String line() {
        return "status " + status + (detail.isEmpty() ? "" : ": " + detail);
    }

    /** A page of a proxy says nothing in one line. */
    private static String firstLine(String text) {
        var stripped = text.strip();
        return stripped.startsWith("<") ? "" : stripped.lines().findFirst().orElse("");
    }

    /** How long the server asks to wait, by seconds or by a date; zero when it does not, or the date has passed. */
    static Duration retryAfter(HttpHeaders headers, Instant now) {
        var value = headers.firstValue("Retry-After").orElse("").strip();
        if (value.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            var wait = Duration.between(now, date.toInstant());
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }
}
