package dev.weir.endtoend.hostile;

import dev.weir.access.TokenForge;
import java.util.List;

/** Who the callers are. */
final class Tokens {

    private static final long EXP = 4_000_000_000L;

    /** May do everything with topics. What is refused to it is refused for what it is. */
    static final String ALL =
            of("all", "\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]},\"weir\":{\"manage\":[\"*\"]}");

    /** May do everything with {@code mine}. */
    static final String MINE = of(
            "mine", "\"mercure\":{\"publish\":[\"mine\"],\"subscribe\":[\"mine\"]},\"weir\":{\"manage\":[\"mine\"]}");

    static final String ADMIN = of("admin", "\"weir\":{\"admin\":true}");

    static final List<String> EVERY = List.of(ALL, MINE, ADMIN);

    private Tokens() {}

    static String of(String subject, String grants) {
        return TokenForge.token("{\"exp\":" + EXP + ",\"sub\":\"" + subject + "\"," + grants + "}");
    }

    /** With claims as those of {@link #ALL}, and a header of the caller's choice. */
    static String claims() {
        return "{\"exp\":" + EXP + ",\"sub\":\"forged\",\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]},"
                + "\"weir\":{\"manage\":[\"*\"],\"admin\":true}}";
    }
}
