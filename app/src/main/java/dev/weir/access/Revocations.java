package dev.weir.access;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All revocations that this node knows of. Thread-safe: asked by every request, told by whoever watches for new ones, and
 * bounded by who keeps them for all nodes.
 */
public final class Revocations {

    private final Set<String> tokens = ConcurrentHashMap.newKeySet();

    /** When each was revoked last. */
    private final Map<String, Instant> subjects = new ConcurrentHashMap<>();

    public void add(Revocation revocation) {
        switch (revocation.kind()) {
            case TOKEN -> tokens.add(revocation.value());
            case SUBJECT ->
                subjects.merge(revocation.value(), revocation.at(), (one, other) -> one.isAfter(other) ? one : other);
        }
    }

    /** Whether it is good no longer. A token of the same second as its subject's revocation counts as older. */
    public boolean cover(Credential credential) {
        var id = credential.tokenId();
        if (id != null && tokens.contains(id)) {
            return true;
        }
        var subject = credential.subject();
        var at = subject == null ? null : subjects.get(subject);
        var issued = credential.issuedAt();
        return at != null && (issued == null || !issued.isAfter(at));
    }
}
