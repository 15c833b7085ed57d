package dev.weir.server;

import java.util.ArrayList;
import java.util.List;

/** What is allowed, and better not so. Each is a sentence for the log at the start. */
final class Warnings {

    private Warnings() {}

    static List<String> of(Settings settings) {
        List<String> warnings = new ArrayList<>();
        if (settings.insecure()) {
            warnings.add("auth.insecure-public: everybody who reaches "
                    + settings.http().host() + " or " + settings.management().host()
                    + " can publish and read every topic");
        }
        var auth = settings.auth();
        if (auth.verifies()
                && auth.jwksUrl() != null
                && auth.tokens().audience().isEmpty()) {
            warnings.add("auth.audience is empty: every token that the issuer behind auth.jwks-url signs is taken,"
                    + " also one that it made for another service");
        }
        return warnings;
    }
}
