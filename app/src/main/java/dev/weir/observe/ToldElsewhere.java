package dev.weir.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Keeps out what a library says of a failure that is ours, and that has a line of its own. Pekko HTTP calls the end of a
 * stream that a client stopped reading an error of the server, and anybody can stop reading.
 */
public final class ToldElsewhere extends TurboFilter {

    private String library = "";
    private String failure = "";

    /** @param prefix of the names of the library's loggers */
    public void setLibrary(String prefix) {
        library = prefix;
    }

    /** @param className of the failure */
    public void setFailure(String className) {
        failure = className;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable thrown) {
        return thrown != null
                        && thrown.getClass().getName().equals(failure)
                        && logger.getName().startsWith(library)
                ? FilterReply.DENY
                : FilterReply.NEUTRAL;
    }
}
