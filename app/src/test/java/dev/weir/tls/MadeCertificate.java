package dev.weir.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for loopback and its key, made by the JDK's keytool. */
public record MadeCertificate(List<X509Certificate> chain, PrivateKey key) {

    private static final String PASSWORD = "changeit";

    private static final Map<String, List<String>> KINDS = Map.of(
            "RSA", List.of("-keyalg", "RSA", "-keysize", "2048"),
            "RSA-1024", List.of("-keyalg", "RSA", "-keysize", "1024"),
            "EC", List.of("-keyalg", "EC", "-groupname", "secp256r1"),
            "P-384", List.of("-keyalg", "EC", "-groupname", "secp384r1"),
            "Ed25519", List.of("-keyalg", "Ed25519"),
            "DSA", List.of("-keyalg", "DSA", "-keysize", "2048"));

    /**
     * Signed by itself.
     *
     * @param more options of keytool
     */
    public static MadeCertificate of(String kind, String... more) {
        return inFolder(folder -> {
            genkeypair(folder, "port", kind, more);
            return entry(folder);
        });
    }

    /** Signed by an authority of its own. */
    public static MadeCertificate signed(String kind) {
        return inFolder(folder -> {
            genkeypair(folder, "authority", kind, "-ext", "bc:c");
            genkeypair(folder, "port", kind, "-signer", "authority", "-signerkeypass", PASSWORD);
            return entry(folder);
        });
    }

    private interface Making {
        MadeCertificate in(Path folder) throws IOException;
    }

    private static MadeCertificate inFolder(Making making) {
        try {
            var folder = Files.createTempDirectory("weir-certificate");
            try {
                return making.in(folder);
            } finally {
                Files.deleteIfExists(folder.resolve("store.p12"));
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void genkeypair(Path folder, String alias, String kind, String... more) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", folder.resolve("store.p12").toString(), "-storepass", PASSWORD));
        command.addAll(List.of("-ext", "san=ip:127.0.0.1,dns:localhost"));
        command.addAll(KINDS.getOrDefault(kind, List.of()));
        command.addAll(Arrays.asList(more));
        if (!command.contains("-validity")) {
            command.addAll(List.of("-validity", "30"));
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(said);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static MadeCertificate entry(Path folder) throws IOException {
        try (var bytes = Files.newInputStream(folder.resolve("store.p12"))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(bytes, PASSWORD.toCharArray());
            var chain = Arrays.stream(store.getCertificateChain("port"))
                    .map(X509Certificate.class::cast)
                    .toList();
            return new MadeCertificate(chain, (PrivateKey) store.getKey("port", PASSWORD.toCharArray()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String certificateText() {
        var text = new StringBuilder();
        try {
            for (var certificate : chain) {
                text.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    public String keyText() {
        return pem("PRIVATE KEY", key.getEncoded());
    }

    static String pem(String label, byte[] bytes) {
        var body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    /** As {@code port.crt} and {@code port.key} in a folder; each takes the place of what was there at once. */
    public CertificateFiles writeTo(Path folder) {
        return write(folder, certificateText(), keyText());
    }

    public static CertificateFiles write(Path folder, String certificate, String key) {
        var files = new CertificateFiles(folder.resolve("port.crt"), folder.resolve("port.key"));
        replace(files.certificate(), certificate);
        replace(files.key(), key);
        return files;
    }

    public static void replace(Path file, String text) {
        try {
            var written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the port's own certificate, in SHA-256. */
    public String fingerprint() {
        return fingerprint(chain.get(0));
    }

    public static String fingerprint(java.security.cert.Certificate certificate) {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Of a client that trusts the last of each chain and nobody else. */
    public static SSLContext trusting(MadeCertificate... made) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < made.length; i++) {
                var chain = made[i].chain;
                store.setCertificateEntry("trusted" + i, chain.get(chain.size() - 1));
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
