package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final LoggerContext shipped = new LoggerContext();

    @BeforeEach
    void listen() {
        lines.start();
        events().setLevel(Level.INFO);
        events().setAdditive(false);
        events().addAppender(lines);
    }

    @AfterEach
    void stop() {
        events().detachAppender(lines);
        events().setAdditive(true);
        events().setLevel(null);
        shipped.stop();
    }

    private static Logger events() {
        return (Logger) LoggerFactory.getLogger("dev.weir");
    }

    /** The line that the encoder of the configuration that ships makes of the last thing logged. */
    private JsonNode line() throws JoranException, IOException {
        var configurator = new JoranConfigurator();
        configurator.setContext(shipped);
        configurator.doConfigure(Objects.requireNonNull(Log.class.getResource("/logback-json.xml")));
        var queue = (AsyncAppender) shipped.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("queue");
        var encoder = encoder((OutputStreamAppender<ILoggingEvent>) queue.getAppender("lines"));
        var text = new String(encoder.encode(lines.list.get(lines.list.size() - 1)), StandardCharsets.UTF_8);
        assertThat(text).endsWith("\n").hasLineCount(1);
        return new ObjectMapper().readTree(text);
    }

    private static Encoder<ILoggingEvent> encoder(OutputStreamAppender<ILoggingEvent> appender) {
        return appender.getEncoder();
    }

    @Test
    void an_event_is_one_object_with_the_members_of_the_contract() throws Exception {
        Log.event("stream-end", "c-17", Map.of("reason", "stall", "events", 12));

        var line = line();

        assertThat(line.get("type").textValue()).isEqualTo("stream-end");
        assertThat(line.get("connectionId").textValue()).isEqualTo("c-17");
        assertThat(line.get("data").get("reason").textValue()).isEqualTo("stall");
        assertThat(line.get("data").get("events").intValue()).isEqualTo(12);
        assertThat(line.get("pid").longValue())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(line.get("hostname").textValue()).isNotEmpty();
        assertThat(line.get("timestamp").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z");
        assertThat(line.get("message").textValue()).isEqualTo("stream-end c-17 events=12 reason=stall");
    }

    @Test
    void any_other_line_has_the_same_members() throws Exception {
        LoggerFactory.getLogger("dev.weir.any").info("a line\nwith {}", "breaks", new IOException("x"));

        var line = line();

        assertThat(line.get("type").textValue()).isEqualTo("log");
        assertThat(line.get("connectionId").isNull()).isTrue();
        assertThat(line.get("data").isObject()).isTrue();
        assertThat(line.get("message").textValue()).isEqualTo("a line\nwith breaks");
        assertThat(line.get("stackTrace").textValue()).contains("IOException");
        assertThat(List.of(line.get("level").textValue(), line.get("logger").textValue()))
                .containsExactly("INFO", "dev.weir.any");
    }

    @Test
    void what_the_library_says_of_our_own_ends_is_left_out() throws Exception {
        Log.event("stream-end", "c-17", Map.of());
        line();
        var library = shipped.getLogger("org.apache.pekko.actor.ActorSystemImpl");
        var heard = new ListAppender<ILoggingEvent>();
        heard.setContext(shipped);
        heard.start();
        shipped.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(heard);

        library.error("Response stream failed", ended());
        library.error("Response stream failed", new IllegalStateException("a fault"));
        shipped.getLogger("dev.weir").error("ours", ended());

        assertThat(heard.list).extracting(ILoggingEvent::getMessage).containsExactly("Response stream failed", "ours");
        assertThat(heard.list.get(0).getThrowableProxy().getMessage()).isEqualTo("a fault");
    }

    /** By its name, as the configuration has it: so it cannot be renamed unnoticed. */
    private static Throwable ended() throws ReflectiveOperationException {
        var because = Class.forName("dev.weir.subscribe.StreamFailed").getDeclaredMethod("broken", String.class);
        because.setAccessible(true);
        return (Throwable) because.invoke(null, "stall");
    }
}
