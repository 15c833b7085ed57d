package dev.weir.subscribe;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/** Names of streams, which nobody can guess: who knows one may end its stream. */
public final class StreamIds implements Supplier<String> {

    private static final int BYTES = 12;

    private final SecureRandom random = new SecureRandom();

    /** 16 characters that may stand in a URL and in an actor's name. */
    @Override
    public String get() {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
