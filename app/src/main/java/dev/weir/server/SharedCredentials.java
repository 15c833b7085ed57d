package dev.weir.server;

import dev.weir.access.Revocation;
import dev.weir.access.Revocations;
import dev.weir.access.Tickets;
import dev.weir.credentials.CredentialTables;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.postgres.DatabaseUnusable;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/** What all nodes of a database know of credentials: revocations, and the secret of tickets. */
final class SharedCredentials implements AutoCloseable {

    private final Revocations revocations = new Revocations();
    private final RevocationWatch watch;
    private final Tickets tickets;

    /**
     * Blocks until all that there is is known here.
     *
     * @param unread told of each later look at the revocations that fails
     * @throws DatabaseUnusable when the database does not answer
     */
    SharedCredentials(DatabaseSettings database, Clock clock, Runnable unread) {
        var tables = new CredentialTables(database);
        try {
            tickets = new Tickets(tables.ticketSecret(random()), revocations, clock);
            watch = new RevocationWatch(tables, revocations, unread);
        } catch (SQLException failure) {
            tables.close();
            throw new DatabaseUnusable("credentials in the database: " + failure.getMessage(), failure);
        }
    }

    Tickets tickets() {
        return tickets;
    }

    Revocations revocations() {
        return revocations;
    }

    /** For all nodes: whether there was room for it. Fails when the database does not answer: it is kept or not. */
    CompletionStage<Boolean> revoke(Revocation revocation) {
        return watch.revoke(revocation);
    }

    /** @param added what to do whenever there are new revocations, of any node */
    void watch(Runnable added) {
        watch.start(added);
    }

    @Override
    public void close() {
        watch.close();
    }

    private static byte[] random() {
        var random = new byte[Tickets.SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
