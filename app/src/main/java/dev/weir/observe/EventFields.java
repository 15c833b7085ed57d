package dev.weir.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import net.logstash.logback.composite.AbstractJsonProvider;
import org.slf4j.event.KeyValuePair;

/**
 * The members {@code type}, {@code connectionId}, {@code data}, {@code pid} and {@code hostname} of every JSON line; a
 * line that was not made by {@link Log#event} has the type {@code log}, no connection and no data.
 */
public final class EventFields extends AbstractJsonProvider<ILoggingEvent> {

    private static final long PID = ProcessHandle.current().pid();
    private static final String HOSTNAME = hostname();

    @Override
    public void writeTo(JsonGenerator json, ILoggingEvent event) throws IOException {
        Object type = "log";
        Object connectionId = null;
        Object data = Map.of();
        for (var pair : pairs(event)) {
            switch (pair.key) {
                case Log.TYPE -> type = pair.value;
                case Log.CONNECTION_ID -> connectionId = pair.value;
                case Log.DATA -> data = pair.value;
                default -> {}
            }
        }
        json.writeObjectField(Log.TYPE, type);
        json.writeObjectField(Log.CONNECTION_ID, connectionId);
        json.writeObjectField(Log.DATA, data);
        json.writeNumberField("pid", PID);
        json.writeStringField("hostname", HOSTNAME);
    }

    private static List<KeyValuePair> pairs(ILoggingEvent event) {
        var pairs = event.getKeyValuePairs();
        return pairs == null ? List.of() : pairs;
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
