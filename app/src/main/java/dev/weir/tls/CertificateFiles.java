package dev.weir.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where a port's certificate is, with those of its issuers, and its key. The two may be one file.
 *
 * @param certificate PEM: the port's own certificate first, then its issuer's, and so on
 * @param key PEM: the private key of the first
 */
public record CertificateFiles(Path certificate, Path key) {

    private static final int BYTES_MAX = 256 * 1024;

    /** What the files held at one moment. */
    record Content(String certificate, String key) {

        /** Tells contents apart without keeping a key. */
        String fingerprint() {
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                digest.update(certificate.getBytes(StandardCharsets.ISO_8859_1));
                digest.update((byte) 0);
                digest.update(key.getBytes(StandardCharsets.ISO_8859_1));
                return HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException impossible) {
                throw new AssertionError(impossible);
            }
        }

        @Override
        public String toString() {
            return "Content[…]";
        }
    }

    Content read() throws BadCertificate {
        return new Content(read(certificate), read(key));
    }

    private static String read(Path file) throws BadCertificate {
        var expected = " (expected: a file of PEM text, at most " + BYTES_MAX / 1024 + " KiB)";
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadCertificate(file + (Files.exists(file) ? ": not a file" : ": not there") + expected);
            }
            try (var bytes = Files.newInputStream(file)) {
                var text = bytes.readNBytes(BYTES_MAX + 1);
                if (text.length > BYTES_MAX) {
                    throw new BadCertificate(file + ": larger" + expected);
                }
                return new String(text, StandardCharsets.ISO_8859_1);
            }
        } catch (NoSuchFileException gone) {
            throw new BadCertificate(file + ": not there" + expected, gone);
        } catch (IOException unreadable) {
            throw new BadCertificate(file + ": cannot be read" + expected, unreadable);
        }
    }
}
