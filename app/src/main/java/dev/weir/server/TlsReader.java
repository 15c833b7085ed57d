package dev.weir.server;

import dev.weir.tls.BadCertificate;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Identity;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls.certificate} and {@code tls.key} of a section. No message of it shows what may be a key. */
final class TlsReader {

    private static final String EXPECTED = "the path of a PEM file, or both certificate and key empty";

    private TlsReader() {}

    /**
     * Null when both are empty.
     *
     * @throws BadSetting when one is, or the files that they name cannot be used
     */
    static @Nullable CertificateFiles read(SettingsReader reader, String section) {
        var certificate = reader.text(section + ".tls.certificate");
        var key = reader.text(section + ".tls.key");
        if (certificate.isEmpty() && key.isEmpty()) {
            return null;
        }
        var files =
                new CertificateFiles(path(section + ".tls.certificate", certificate), path(section + ".tls.key", key));
        try {
            Identity.read(files);
        } catch (BadCertificate bad) {
            throw new BadSetting("weir." + section + ".tls: " + bad.getMessage());
        }
        return files;
    }

    private static Path path(String key, String text) {
        if (text.isBlank()) {
            throw new BadSetting("weir." + key, "nothing", EXPECTED);
        }
        if (text.contains("-----BEGIN")) {
            throw new BadSetting("weir." + key, "PEM text", EXPECTED);
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException invalid) {
            throw new BadSetting("weir." + key, "no path", EXPECTED);
        }
    }
}
