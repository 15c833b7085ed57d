package dev.weir.endtoend.hostile;

import dev.weir.access.TokenForge;
import dev.weir.endtoend.WeirProcess;
import dev.weir.tls.MadeCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The jar, started with the settings that the cases count on. */
final class Nodes {

    /** Of a page that may use the node. */
    static final String ORIGIN = "https://app.example";

    /** Cases follow one another as fast as they can. */
    static final String NO_LIMITS = "weir.limits { poll-rate = 0, connect-rate = 0, new-topics = 0 }\n";

    private Nodes() {}

    /** @param settings more of them, as lines */
    static Scene plain(Path folder, String settings) {
        var weir = WeirProcess.configured(folder.resolve("data"), config(folder, settings));
        return new Scene("plain", weir, Door.plain(weir.port()), Door.plain(managementPort(weir)));
    }

    /**
     * On both ports.
     *
     * @param settings as for {@link #plain}
     */
    static Scene overTls(Path folder, String settings) {
        var certificate = MadeCertificate.of("EC");
        var trusted = MadeCertificate.trusting(certificate);
        var files = certificate.writeTo(folder);
        var more = new StringBuilder(settings);
        for (var port : List.of("http", "management")) {
            more.append("weir.%s.tls { certificate = \"%s\", key = \"%s\" }%n"
                    .formatted(port, files.certificate(), files.key()));
        }
        var weir = WeirProcess.configured(trusted, folder.resolve("data"), config(folder, more.toString()));
        return new Scene("TLS", weir, Door.tls(weir.port(), trusted), Door.tls(managementPort(weir), trusted));
    }

    private static int managementPort(WeirProcess weir) {
        return weir.management("/").getPort();
    }

    private static Path config(Path folder, String settings) {
        try {
            return Files.writeString(folder.resolve("weir.conf"), """
                weir.auth {
                  mode = jwt
                  keys = [
                    { kid = hmac, algorithm = HS256, secret = "%s" }
                    { kid = rsa, algorithm = RS256, public-key = \"""%s\""" }
                  ]
                  allowed-origins = ["%s"]
                  ticket-life = 10s
                }
                %s
                """.formatted(
                            TokenForge.SECRET, TokenForge.pem(TokenForge.RSA.getPublic()), ORIGIN, settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
