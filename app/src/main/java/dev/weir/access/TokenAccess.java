package dev.weir.access;

import dev.weir.access.Caller.Nobody;
import dev.weir.access.Decision.Denied;
import java.time.Clock;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** {@code auth.mode = jwt}: a caller is who its token says. */
public final class TokenAccess implements Access {

    private final Credentials credentials;
    private final TokenVerifier verifier;
    private final Tickets tickets;

    /** @param tickets sealed for holders of tokens, with the same revocations */
    public TokenAccess(
            TokenSettings settings,
            Origins origins,
            KeyRing keys,
            Revocations revocations,
            Tickets tickets,
            Clock clock) {
        this.credentials = new Credentials(settings.cookie(), origins);
        this.verifier = new TokenVerifier(settings, keys, revocations, clock);
        this.tickets = tickets;
    }

    @Override
    public Caller caller(HttpRequest request) {
        var found = credentials.in(request);
        if (found instanceof Credentials.Token token) {
            try {
                return verifier.verify(token.text());
            } catch (BadToken bad) {
                return Nobody.of(bad);
            }
        }
        if (found instanceof Credentials.Missing missing) {
            return new Nobody(new Denied(missing.refusal(), missing.detail()));
        }
        throw new AssertionError("unreachable: " + found);
    }

    @Override
    public Caller ticketHolder(String ticket) {
        return tickets.holder(ticket);
    }
}
