package dev.weir.server;

import dev.weir.access.Access;
import dev.weir.access.Cors;
import dev.weir.access.KeyRing;
import dev.weir.access.KeySet;
import dev.weir.access.KeySetObserver;
import dev.weir.access.Revocations;
import dev.weir.access.Tickets;
import dev.weir.access.TokenAccess;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Who may, by the settings: what the routes ask, and what keeps its keys fresh. */
final class AccessControl implements AutoCloseable {

    private final Access access;
    private final Cors cors;
    private final @Nullable KeySet keySet;

    AccessControl(Settings.Auth auth, Revocations revocations, Tickets tickets, Clock clock, KeySetObserver observer) {
        var url = auth.jwksUrl();
        keySet = auth.verifies() && url != null ? KeySet.of(url, observer) : null;
        var keys = KeyRing.of(auth.keys());
        access = auth.verifies()
                ? new TokenAccess(
                        auth.tokens(),
                        auth.origins(),
                        keySet == null ? keys : keys.or(keySet),
                        revocations,
                        tickets,
                        clock)
                : Access.open();
        cors = new Cors(auth.origins());
    }

    Access access() {
        return access;
    }

    Cors cors() {
        return cors;
    }

    /** False while tokens are refused since their keys could not be fetched. */
    boolean isUp() {
        return keySet == null || keySet.isUp();
    }

    @Override
    public void close() {
        if (keySet != null) {
            keySet.close();
        }
    }
}
