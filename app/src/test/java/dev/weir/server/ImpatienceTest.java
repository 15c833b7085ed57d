package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.observe.Metrics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ImpatienceTest {

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Metrics metrics = new Metrics(1);
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Impatience impatience = new Impatience("http", metrics.http(), nanos::get);

    private static Logger events() {
        return (Logger) LoggerFactory.getLogger("dev.weir.event");
    }

    @BeforeEach
    void listen() {
        lines.start();
        events().setLevel(Level.INFO);
        events().addAppender(lines);
    }

    @AfterEach
    void stop() {
        events().detachAppender(lines);
        events().setLevel(null);
        metrics.close();
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void says_at_once_that_it_happens_and_then_once_a_minute_how_often() {
        impatience.accept(Patience.Waiting.FIRST);
        for (int i = 0; i < 1_000; i++) {
            impatience.accept(Patience.Waiting.FIRST);
        }
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        impatience.accept(Patience.Waiting.FIRST);

        assertThat(said())
                .containsExactly(
                        "header-timeout connections=1 listener=http", "header-timeout connections=1001 listener=http");
        assertThat(metrics.scrape())
                .contains("sse_connections_timed_out_total{listener=\"http\",reason=\"header-timeout\"} 1002.0");
    }

    @Test
    void that_a_connection_was_kept_in_vain_is_counted_and_nothing_more() {
        impatience.accept(Patience.Waiting.NEXT);

        assertThat(said()).isEmpty();
        assertThat(metrics.scrape())
                .contains("sse_connections_timed_out_total{listener=\"http\",reason=\"keep-alive\"} 1.0");
    }
}
