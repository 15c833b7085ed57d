package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {

    private static MadeCertificate ec;
    private static MadeCertificate rsa;
    private static MadeCertificate signed;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make() {
        ec = MadeCertificate.of("EC");
        rsa = MadeCertificate.of("RSA");
        signed = MadeCertificate.signed("EC");
    }

    private void refused(String certificate, String key, String why) {
        var files = MadeCertificate.write(folder, certificate, key);

        assertThatThrownBy(() -> Identity.read(files))
                .isInstanceOf(BadCertificate.class)
                .hasMessageContaining(why)
                .hasMessageContaining("(expected: ")
                .hasMessageStartingWith(folder.toString())
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "P-384", "Ed25519"})
    void reads_a_certificate_and_its_key(String kind) throws BadCertificate {
        var made = MadeCertificate.of(kind);

        var identity = Identity.read(made.writeTo(folder));

        assertThat(identity.chain()).isEqualTo(made.chain());
        assertThat(identity.key()).isEqualTo(made.key());
        assertThat(identity.names()).containsExactly("127.0.0.1", "localhost");
        assertThat(identity.subject()).isEqualTo("CN=port");
        assertThat(identity.fingerprint()).isEqualTo(made.fingerprint());
        assertThat(identity.isGoodAt(identity.notAfter().minusSeconds(1))).isTrue();
        assertThat(identity.isGoodAt(identity.notAfter().plusSeconds(1))).isFalse();
        assertThat(identity.isGoodAt(identity.notBefore().minusSeconds(1))).isFalse();
    }

    @Test
    void reads_a_chain_and_ends_with_the_first_of_it_that_ends() throws BadCertificate {
        var identity = Identity.read(signed.writeTo(folder));

        assertThat(identity.chain()).hasSize(2);
        assertThat(identity.notAfter())
                .isBeforeOrEqualTo(signed.chain().get(0).getNotAfter().toInstant());
    }

    @Test
    void reads_both_from_one_file_with_remarks_and_other_line_ends() throws BadCertificate {
        var all = folder.resolve("all.pem");
        MadeCertificate.replace(
                all,
                ("Bag Attributes\n  friendlyName: port\n" + ec.keyText() + "subject=CN = port\n" + ec.certificateText())
                        .replace("\n", "\r\n"));

        assertThat(Identity.read(new CertificateFiles(all, all)).key()).isEqualTo(ec.key());
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, RSA PRIVATE KEY, genrsa -traditional -out K 2048",
        "EC, EC PRIVATE KEY, ecparam -name prime256v1 -genkey -out K",
        "EC, PRIVATE KEY, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp384r1 -out K",
        "EdDSA, PRIVATE KEY, genpkey -algorithm ed25519 -out K"
    })
    void reads_what_openssl_writes(String kind, String label, String making) throws Exception {
        var openssl = Path.of("/usr/bin/openssl");
        assumeTrue(Files.exists(openssl), "not installed: openssl");
        var files = new CertificateFiles(folder.resolve("port.crt"), folder.resolve("port.key"));
        openssl(openssl, making.replace("K", files.key().toString()));
        openssl(openssl, "req -new -x509 -subj /CN=port -days 2 -key " + files.key() + " -out " + files.certificate());

        var identity = Identity.read(files);

        assertThat(Files.readString(files.key())).contains("-----BEGIN " + label + "-----");
        assertThat(identity.key().getAlgorithm()).isEqualTo(kind);
    }

    private static void openssl(Path program, String arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments.split(" ")));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    @Test
    void refuses_what_is_not_there_or_no_file() throws IOException {
        var files = ec.writeTo(folder);
        var nowhere = new CertificateFiles(folder.resolve("nowhere.crt"), files.key());
        var directory = new CertificateFiles(files.certificate(), Files.createDirectory(folder.resolve("directory")));

        assertThatThrownBy(() -> Identity.read(nowhere)).hasMessageContaining("nowhere.crt: not there (expected: ");
        assertThatThrownBy(() -> Identity.read(directory)).hasMessageContaining("directory: not a file (expected: ");
    }

    @Test
    void refuses_an_endless_file_without_reading_all_of_it() {
        refused("x".repeat(300_000), ec.keyText(), "port.crt: larger");
        refused(ec.certificateText(), "x".repeat(300_000), "port.key: larger");
    }

    @Test
    void refuses_texts_without_what_it_needs() {
        refused("", ec.keyText(), "port.crt: 0 certificates in it");
        refused(ec.keyText(), ec.keyText(), "port.crt: 0 certificates in it");
        refused(ec.certificateText().repeat(11), ec.keyText(), "port.crt: 11 certificates in it");
        refused(ec.certificateText(), "", "port.key: no private key in it");
        refused(ec.certificateText(), ec.certificateText(), "port.key: no private key in it");
        refused("\0\1\2\uffff", "\0\1\2", "port.crt: 0 certificates in it");
    }

    @Test
    void refuses_what_is_cut_short_wherever_it_is() {
        var certificate = ec.certificateText();
        var key = ec.keyText();
        for (int length = 1; length < certificate.length() - 1; length += 37) {
            refused(certificate.substring(0, length), key, "port.crt: ");
        }
        for (int length = 1; length < key.length() - 1; length += 7) {
            refused(certificate, key.substring(0, length), "port.key: ");
        }
    }

    @Test
    void refuses_what_is_between_the_lines_of_another_kind() {
        refused(MadeCertificate.pem("CERTIFICATE", new byte[100]), ec.keyText(), "certificate 1 cannot be read");
        refused(ec.certificateText() + MadeCertificate.pem("CERTIFICATE", new byte[0]), ec.keyText(), "certificate 2");
        refused(ec.certificateText().replace("MII", "M!!"), ec.keyText(), "port.crt: certificate 1 cannot be read");
        refused(ec.certificateText(), MadeCertificate.pem("PRIVATE KEY", new byte[100]), "port.key: no private key of");
        refused(
                ec.certificateText(),
                MadeCertificate.pem("EC PRIVATE KEY", new byte[9]),
                "port.key: no private key of");
        refused(
                ec.certificateText(),
                MadeCertificate.pem("DSA PRIVATE KEY", new byte[9]),
                "port.key: no private key of");
    }

    @Test
    void refuses_a_key_with_a_password_and_says_what_to_do() {
        var older = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n"
                + "-----END RSA PRIVATE KEY-----\n";
        refused(rsa.certificateText(), older, "with a password");
        refused(rsa.certificateText(), older, "openssl pkcs8 -topk8 -nocrypt");
        refused(rsa.certificateText(), MadeCertificate.pem("ENCRYPTED PRIVATE KEY", new byte[9]), "with a password");
    }

    @Test
    void refuses_a_key_of_another_certificate() {
        refused(ec.certificateText(), signed.keyText(), "port.key: another certificate's key");
        refused(ec.certificateText(), rsa.keyText(), "port.key: no private key of the certificate's kind, EC,");
    }

    @Test
    void refuses_certificates_that_do_not_hang_together() {
        refused(ec.certificateText() + rsa.certificateText(), ec.keyText(), "certificate 2 is not the issuer");
        var turned = new MadeCertificate(
                List.of(signed.chain().get(1), signed.chain().get(0)), signed.key());
        refused(turned.certificateText(), signed.keyText(), "certificate 2 is not the issuer");
    }

    @ParameterizedTest
    @CsvSource({"RSA-1024, RSA that is too short", "DSA, a key of DSA"})
    void refuses_keys_that_nobody_should_use(String kind, String why) {
        var made = MadeCertificate.of(kind);

        refused(made.certificateText(), made.keyText(), why);
    }

    @Test
    void shows_no_key() throws BadCertificate {
        var files = ec.writeTo(folder);
        var body = PemBlock.all(ec.keyText()).get(0).body().strip().substring(0, 20);

        assertThat(ec.keyText()).contains(body);
        assertThat(Identity.read(files).toString()).doesNotContain(body).contains("CN=port");
        assertThat(files.read().toString()).doesNotContain(body);
        assertThat(PemBlock.all(ec.keyText()).toString()).doesNotContain(body);
        assertThatThrownBy(() -> Identity.read(MadeCertificate.write(folder, rsa.certificateText(), ec.keyText())))
                .hasMessageNotContaining(body)
                .satisfies(bad -> assertThat(String.valueOf(bad.getCause())).doesNotContain(body))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dates_do_not_matter_for_reading() throws BadCertificate {
        var old = MadeCertificate.of("EC", "-startdate", "-40d", "-validity", "10");

        var identity = Identity.read(old.writeTo(folder));

        assertThat(identity.notAfter()).isBefore(Instant.parse("2100-01-01T00:00:00Z"));
        assertThat(identity.isGoodAt(identity.notBefore().plusSeconds(60))).isTrue();
    }
}
