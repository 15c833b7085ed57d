package dev.weir.command;

import dev.weir.client.WeirClient;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Which server, and who asks: the same options for all commands.
 *
 * <p>A token is never an argument: every process of the machine can read those.
 */
final class ServerOptions {

    private static final String ADDRESS_VARIABLE = "WEIR_SERVER";
    private static final String TOKEN_VARIABLE = "WEIR_TOKEN";
    private static final String ADDRESS_DEFAULT = "http://localhost:8080";
    private static final String ADDRESS_EXPECTED = "an address such as http://localhost:8080";
    private static final int TOKEN_BYTES_MAX = 64 * 1024;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--server", paramLabel = "URL", description = "where Weir is; also as WEIR_SERVER (localhost:8080)")
    private @Nullable String address;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "holds the token, read for each request; or WEIR_TOKEN is it")
    private @Nullable Path tokenFile;

    ServerOptions() {}

    /** @throws ParameterException when an option or a variable cannot be used */
    WeirClient.Builder client() {
        try {
            var environment = System.getenv();
            var client = WeirClient.builder(address(address, environment));
            if (tokenFile != null) {
                var file = tokenFile;
                var last = new AtomicReference<>(token(file));
                return client.token(() -> last.updateAndGet(before -> tokenOr(file, before)));
            }
            var variable = environment.getOrDefault(TOKEN_VARIABLE, "");
            if (!variable.isBlank()) {
                var token = checked(variable, TOKEN_VARIABLE);
                return client.token(() -> token);
            }
            return client;
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /** As messages show it. */
    String shown() {
        return address(address, System.getenv()).toString();
    }

    /** @throws IllegalArgumentException when it is no address of a server */
    static URI address(@Nullable String option, Map<String, String> environment) {
        var variable = environment.getOrDefault(ADDRESS_VARIABLE, "");
        var source = option != null || variable.isEmpty() ? "--server" : ADDRESS_VARIABLE;
        var text = option != null ? option : variable.isEmpty() ? ADDRESS_DEFAULT : variable;
        var address = parsed(text.contains("://") ? text : "http://" + text);
        if (address == null) {
            throw new IllegalArgumentException(
                    source + ": " + Shown.line(text) + " (expected: " + ADDRESS_EXPECTED + ")");
        }
        return address;
    }

    private static @Nullable URI parsed(String text) {
        try {
            var address = new URI(text);
            boolean known = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            boolean bare = address.getRawQuery() == null
                    && address.getRawFragment() == null
                    && address.getRawUserInfo() == null;
            return known && bare && address.getHost() != null ? address : null;
        } catch (URISyntaxException wrong) {
            return null;
        }
    }

    /** @throws IllegalArgumentException when there is none; the message never shows what the file holds */
    static String token(Path file) {
        try (var in = Files.newInputStream(file)) {
            return checked(new String(in.readNBytes(TOKEN_BYTES_MAX), StandardCharsets.UTF_8), "--token-file: " + file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "--token-file: " + file + ": " + Shown.reason(unreadable) + " (expected: a file with a token)",
                    unreadable);
        }
    }

    /** The one from before while the file is being written anew, or when it was a pipe that could be read once. */
    private static String tokenOr(Path file, String before) {
        try {
            return token(file);
        } catch (IllegalArgumentException away) {
            return before;
        }
    }

    private static String checked(String text, String source) {
        var token = text.strip();
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException(
                    source + ": holds no token (expected: one word of printable ASCII characters)");
        }
        return token;
    }
}
