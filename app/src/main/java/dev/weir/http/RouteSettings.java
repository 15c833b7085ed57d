package dev.weir.http;

import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** What the routes need the server library to do, whatever else it is set to. */
final class RouteSettings {

    private RouteSettings() {}

    /**
     * The same settings with the raw target kept for {@link RequestTarget}, problems for requests that cannot be read,
     * and the {@code charset} of {@code application/json} kept: the library drops it, and a body in Latin-1 would then be
     * called broken UTF-8 instead of being refused for what it is. One request of a connection at a time, as their
     * conversation wants it.
     *
     * @param overTls whether the port speaks TLS
     */
    static ServerSettings over(ServerSettings settings, boolean overTls) {
        var problems = overTls ? ParsingProblems.OverTls.class : ParsingProblems.Plain.class;
        return settings.withRawRequestUriHeader(true)
                .withPipeliningLimit(1)
                .withParsingErrorHandler(problems.getName())
                .withParserSettings(settings.getParserSettings()
                        .withCustomMediaTypes(MediaTypes.applicationWithOpenCharset("json")));
    }
}
