package dev.weir.server;

import dev.weir.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks PostgreSQL whether it answers, over a connection of its own that is opened anew after it failed. Blocks. */
final class JournalProbe implements Callable<Boolean>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JournalProbe.class);
    private static final int ANSWER_SECONDS_MAX = 2;

    private final DatabaseSettings database;
    private volatile @Nullable Connection connection;

    JournalProbe(DatabaseSettings database) {
        this.database = database;
    }

    @Override
    public Boolean call() throws SQLException {
        var open = connection;
        if (open == null) {
            open = DriverManager.getConnection(database.url(), database.user(), database.password());
            connection = open;
        }
        if (open.isValid(ANSWER_SECONDS_MAX)) {
            return true;
        }
        close();
        return false;
    }

    @Override
    public void close() {
        var open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                log.debug("connection was gone already", gone);
            }
        }
    }
}
