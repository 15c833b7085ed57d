package dev.weir.observe;

import ch.qos.logback.classic.LoggerContext;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Log lines that say what happened to what, for machines: {@code type}, {@code connectionId} and {@code data}.
 *
 * <p>Neither tokens nor the data of events are ever given to it.
 */
public final class Log {

    static final String TYPE = "type";
    static final String CONNECTION_ID = "connectionId";
    static final String DATA = "data";

    private static final String CONFIGURATION = "logback.configurationFile";

    /** Who reads the log lines of a process, and where. */
    public enum Form {
        /** A person who looks on as a node runs, on standard output. */
        TERMINAL("logback-terminal.xml"),
        /** Machines, on standard output. */
        JSON("logback-json.xml"),
        /** Whoever ran a command: warnings only, on standard error, since standard output is for results. */
        COMMAND("logback-command.xml");

        private final String file;

        Form(String file) {
            this.file = file;
        }
    }

    private Log() {}

    /** Chooses the form of all lines of this process; must come before the first logger is made. */
    public static void configure(Form form) {
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, form.file);
        }
    }

    /** Something that concerns no connection. */
    public static void event(String type, Map<String, ?> data) {
        event(type, null, data);
    }

    /**
     * @param type a word in kebab case that tells the kind of line: {@code started}, {@code stream-end}
     * @param data what else there is to say; values are numbers, booleans or short texts
     */
    public static void event(String type, @Nullable String connectionId, Map<String, ?> data) {
        line(Events.log.atInfo(), type, connectionId, data);
    }

    /** Something that concerns no connection, and that somebody should do something about. */
    public static void warning(String type, Map<String, ?> data) {
        line(Events.log.atWarn(), type, null, data);
    }

    private static void line(
            LoggingEventBuilder builder, String type, @Nullable String connectionId, Map<String, ?> data) {
        builder.addKeyValue(TYPE, type)
                .addKeyValue(CONNECTION_ID, connectionId)
                .addKeyValue(DATA, data)
                .log(() -> message(type, connectionId, data));
    }

    /** Writes out what is still queued, for at most a second; nothing can be logged afterwards. */
    public static void flush() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
    }

    private static String message(String type, @Nullable String connectionId, Map<String, ?> data) {
        var values = data.entrySet().stream()
                .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining());
        return type + (connectionId == null ? "" : " " + connectionId) + values;
    }

    /** Made when first used, after {@link #configure}. */
    private static final class Events {
        private static final Logger log = LoggerFactory.getLogger("dev.weir.event");
    }
}
