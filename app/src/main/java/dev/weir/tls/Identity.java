package dev.weir.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a port shows and proves itself with: certificates that hang together, and the key of the first.
 *
 * @param chain the port's own, then its issuer's, and so on; the root may be left out
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {

    private static final int CHAIN_MAX = 10;
    private static final int NAMES_SHOWN_MAX = 8;
    private static final int RSA_BITS_MIN = 2048;
    private static final String EXPECTED_CHAIN =
            " (expected: -----BEGIN CERTIFICATE-----, the port's own first, then each one's issuer)";

    /**
     * Whatever its dates are.
     *
     * @throws BadCertificate when one of the files cannot be read or used, or the two do not fit
     */
    public static Identity read(CertificateFiles files) throws BadCertificate {
        return of(files, files.read());
    }

    static Identity of(CertificateFiles files, CertificateFiles.Content content) throws BadCertificate {
        List<X509Certificate> chain;
        try {
            chain = chain(content.certificate());
        } catch (IllegalArgumentException | GeneralSecurityException bad) {
            throw new BadCertificate(files.certificate() + ": " + bad.getMessage(), bad);
        }
        try {
            return new Identity(
                    chain, PrivateKeyText.read(content.key(), chain.get(0).getPublicKey()));
        } catch (IllegalArgumentException bad) {
            throw new BadCertificate(files.key() + ": " + bad.getMessage(), bad);
        }
    }

    private static List<X509Certificate> chain(String text) throws CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (var block : PemBlock.all(text)) {
            if (block.label().equals("CERTIFICATE")) {
                chain.add(certificate(factory, block, chain.size() + 1));
            }
        }
        if (chain.isEmpty() || chain.size() > CHAIN_MAX) {
            throw new IllegalArgumentException(chain.size() + " certificates in it" + EXPECTED_CHAIN);
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!isIssuedBy(chain.get(i - 1), chain.get(i))) {
                throw new IllegalArgumentException(
                        "certificate " + (i + 1) + " is not the issuer of the one before" + EXPECTED_CHAIN);
            }
        }
        checkKey(chain.get(0));
        return List.copyOf(chain);
    }

    private static X509Certificate certificate(CertificateFactory factory, PemBlock block, int number) {
        try {
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.bytes()));
        } catch (CertificateException | IllegalArgumentException broken) {
            throw new IllegalArgumentException("certificate " + number + " cannot be read" + EXPECTED_CHAIN, broken);
        }
    }

    private static boolean isIssuedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException other) {
            return false;
        }
    }

    private static void checkKey(X509Certificate certificate) {
        var key = certificate.getPublicKey();
        boolean isShort = key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < RSA_BITS_MIN;
        if (isShort || !PrivateKeyText.isUsable(key)) {
            throw new IllegalArgumentException("a certificate for a key of " + PrivateKeyText.kind(key)
                    + (isShort ? " that is too short" : "") + " (expected: RSA of at least " + RSA_BITS_MIN
                    + " bits, EC or Ed25519)");
        }
    }

    /** When the first of the chain ends. */
    public Instant notAfter() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** When the last of the chain begins. */
    public Instant notBefore() {
        return chain.stream()
                .map(certificate -> certificate.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    public boolean isGoodAt(Instant time) {
        return !time.isBefore(notBefore()) && !time.isAfter(notAfter());
    }

    public String subject() {
        return chain.get(0).getSubjectX500Principal().getName();
    }

    /** The first eight hosts that it is for. */
    public List<String> names() {
        try {
            var names = chain.get(0).getSubjectAlternativeNames();
            return names == null ? List.of() : shown(names.stream());
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static List<String> shown(Stream<? extends List<?>> names) {
        return names.filter(name -> name.size() > 1 && name.get(1) instanceof String)
                .map(name -> Objects.toString(name.get(1)))
                .limit(NAMES_SHOWN_MAX)
                .toList();
    }

    /** SHA-256 of the port's own certificate, as {@code openssl x509 -fingerprint -sha256} shows it without colons. */
    public String fingerprint() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(chain.get(0).getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    KeyStore keyStore() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("weir", key, new char[0], chain.toArray(X509Certificate[]::new));
            return store;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "Identity[" + subject() + ", until " + notAfter() + "]";
    }
}
