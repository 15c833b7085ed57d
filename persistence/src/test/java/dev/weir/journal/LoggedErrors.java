package dev.weir.journal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What one class has logged as an error while a test ran. */
final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger;
    private final List<Throwable> causes = new CopyOnWriteArrayList<>();

    private LoggedErrors(Logger logger) {
        this.logger = logger;
    }

    static LoggedErrors of(Class<?> owner) {
        var logger = (Logger) LoggerFactory.getLogger(owner);
        var errors = new LoggedErrors(logger);
        errors.start();
        logger.setLevel(Level.ERROR);
        logger.setAdditive(false);
        logger.addAppender(errors);
        return errors;
    }

    /** Each logged exception and what caused it. */
    List<Throwable> causes() {
        return causes;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getThrowableProxy() instanceof ThrowableProxy proxy) {
            Stream.iterate(proxy.getThrowable(), cause -> cause != null, Throwable::getCause)
                    .forEach(causes::add);
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(null);
    }
}
