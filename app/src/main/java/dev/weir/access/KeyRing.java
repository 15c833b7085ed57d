package dev.weir.access;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys that tokens are verified with. Asked within requests: it answers from memory. */
@FunctionalInterface
public interface KeyRing {

    /** @param kid as the token has it; empty when it has none */
    @Nullable TokenKey find(String kid);

    /** @param keys each with another kid */
    static KeyRing of(List<TokenKey> keys) {
        Map<String, TokenKey> byKid = keys.stream().collect(Collectors.toMap(TokenKey::kid, Function.identity()));
        return byKid::get;
    }

    /** The other one is asked for what this one does not have. */
    default KeyRing or(KeyRing other) {
        return kid -> {
            var key = find(kid);
            return key != null ? key : other.find(kid);
        };
    }
}
