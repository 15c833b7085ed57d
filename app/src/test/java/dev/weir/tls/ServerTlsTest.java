package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTlsTest {

    private static MadeCertificate first;
    private static MadeCertificate second;
    private static MadeCertificate old;

    @TempDir
    private Path folder;

    private final List<String> seen = new ArrayList<>();
    private final Clock now = Clock.systemUTC();

    private final TlsObserver observer = new TlsObserver() {
        @Override
        public void loaded(Identity identity) {
            seen.add("loaded " + identity.fingerprint());
        }

        @Override
        public void failed(String why, boolean isNews) {
            seen.add((isNews ? "failed " : "still ") + why);
        }
    };

    @BeforeAll
    static void make() {
        first = MadeCertificate.of("EC");
        second = MadeCertificate.signed("RSA");
        old = MadeCertificate.of("EC", "-startdate", "-40d", "-validity", "10");
    }

    private ServerTls open(CertificateFiles files) throws BadCertificate {
        return ServerTls.unwatched(files, now, observer);
    }

    private static Handshake connect(ServerTls tls, MadeCertificate trusted, String... protocols) throws SSLException {
        var parameters = MadeCertificate.trusting(trusted).getDefaultSSLParameters();
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        return Handshake.of(MadeCertificate.trusting(trusted), tls.engine(), parameters);
    }

    private static String shown(ServerTls tls, MadeCertificate trusted) throws SSLException {
        return MadeCertificate.fingerprint(
                connect(tls, trusted).client.getSession().getPeerCertificates()[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "P-384", "Ed25519"})
    void serves_every_kind_of_key_that_it_reads(String kind) throws Exception {
        var made = MadeCertificate.of(kind);
        try (var tls = open(made.writeTo(folder))) {
            for (var protocol : List.of("TLSv1.3", "TLSv1.2")) {
                var session = connect(tls, made, protocol).client.getSession();

                assertThat(session.getProtocol()).isEqualTo(protocol);
                assertThat(session.getCipherSuite()).contains("AES_128_GCM");
            }
        }
    }

    @Test
    void speaks_nothing_old_and_nothing_that_can_be_read_later() throws BadCertificate {
        try (var tls = open(first.writeTo(folder))) {
            var engine = tls.engine();

            assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
            assertThat(engine.getEnabledCipherSuites())
                    .hasSize(9)
                    .allSatisfy(
                            suite -> assertThat(suite)
                                    .matches(
                                            "TLS_(ECDHE_(RSA|ECDSA)_WITH_)?(AES_(128|256)_GCM|CHACHA20_POLY1305)_SHA(256|384)"));
            assertThat(engine.getSSLParameters().getUseCipherSuitesOrder()).isTrue();
            assertThat(engine.getUseClientMode()).isFalse();
            assertThat(System.getProperty("jdk.tls.rejectClientInitiatedRenegotiation"))
                    .isEqualTo("true");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    })
    void refuses_suites_of_before(String suite) throws BadCertificate {
        try (var tls = open(first.writeTo(folder))) {
            var parameters = new SSLParameters(new String[] {suite}, new String[] {"TLSv1.2"});

            assertThatThrownBy(() -> Handshake.of(MadeCertificate.trusting(first), tls.engine(), parameters))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void chooses_the_suite_itself() throws Exception {
        try (var tls = open(first.writeTo(folder))) {
            var parameters = new SSLParameters(
                    new String[] {"TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"},
                    new String[] {"TLSv1.3"});

            var handshake = Handshake.of(MadeCertificate.trusting(first), tls.engine(), parameters);

            assertThat(handshake.client.getSession().getCipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
        }
    }

    @Test
    void offers_http_1_1_and_nothing_else() throws Exception {
        try (var tls = open(first.writeTo(folder))) {
            assertThat(protocol(tls, "h2", "http/1.1")).isEqualTo("http/1.1");
            assertThat(protocol(tls)).isEmpty();
            assertThatThrownBy(() -> protocol(tls, "h2")).isInstanceOf(SSLException.class);
        }
    }

    private static String protocol(ServerTls tls, String... offered) throws SSLException {
        var parameters = MadeCertificate.trusting(first).getDefaultSSLParameters();
        parameters.setApplicationProtocols(offered);
        return Handshake.of(MadeCertificate.trusting(first), tls.engine(), parameters)
                .client
                .getApplicationProtocol();
    }

    @Test
    void a_client_cannot_begin_anew() throws Exception {
        try (var tls = open(first.writeTo(folder))) {
            var handshake = connect(tls, first, "TLSv1.2");
            handshake.client.beginHandshake();

            assertThatThrownBy(handshake::talk).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void is_done_with_its_own_good_bye() throws Exception {
        try (var tls = open(first.writeTo(folder))) {
            var server = connect(tls, first).server;
            assertThat(isDone(server)).isFalse();

            server.closeOutbound();
            assertThat(isDone(server)).as("before it is said").isFalse();
            server.wrap(java.nio.ByteBuffer.allocate(0), java.nio.ByteBuffer.allocate(64 * 1024));

            assertThat(isDone(server)).isTrue();
        }
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.isInboundDone() && engine.isOutboundDone();
    }

    @Test
    void new_connections_get_the_new_certificate_with_its_chain() throws Exception {
        try (var tls = open(first.writeTo(folder))) {
            tls.look();
            assertThat(shown(tls, first)).isEqualTo(first.fingerprint());

            second.writeTo(folder);
            assertThat(shown(tls, first)).as("before it looked").isEqualTo(first.fingerprint());
            tls.look();
            tls.look();

            assertThat(shown(tls, second)).isEqualTo(second.fingerprint());
            assertThat(connect(tls, second).client.getSession().getPeerCertificates())
                    .hasSize(2);
            assertThat(tls.notAfter())
                    .as("the authority's, which is older")
                    .isEqualTo(second.chain().get(1).getNotAfter().toInstant());
            assertThat(seen).containsExactly("loaded " + first.fingerprint(), "loaded " + second.fingerprint());
        }
    }

    @Test
    void links_that_are_turned_are_followed() throws Exception {
        var one = Files.createDirectory(folder.resolve("one"));
        var two = Files.createDirectory(folder.resolve("two"));
        first.writeTo(one);
        second.writeTo(two);
        var data = Files.createSymbolicLink(folder.resolve("data"), one);
        var certificate = Files.createSymbolicLink(folder.resolve("tls.crt"), data.resolve("port.crt"));
        var key = Files.createSymbolicLink(folder.resolve("tls.key"), data.resolve("port.key"));
        try (var tls = open(new CertificateFiles(certificate, key))) {
            // As Kubernetes does with a secret that changes.
            var next = Files.createSymbolicLink(folder.resolve("next"), two);
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
            tls.look();

            assertThat(shown(tls, second)).isEqualTo(second.fingerprint());
        }
    }

    @Test
    void a_half_written_pair_is_not_used_and_tried_again() throws Exception {
        var files = first.writeTo(folder);
        try (var tls = open(files)) {
            MadeCertificate.replace(files.certificate(), second.certificateText());
            tls.look();
            tls.look();
            assertThat(shown(tls, first)).isEqualTo(first.fingerprint());

            MadeCertificate.replace(files.key(), second.keyText());
            tls.look();

            assertThat(shown(tls, second)).isEqualTo(second.fingerprint());
            assertThat(seen).hasSize(4);
            assertThat(seen.get(1)).startsWith("failed " + files.key() + ": no private key of the certificate's kind");
            assertThat(seen.get(2)).startsWith("still " + files.key());
            assertThat(seen.get(3)).isEqualTo("loaded " + second.fingerprint());
        }
    }

    @Test
    void files_that_are_gone_do_no_harm() throws Exception {
        var files = first.writeTo(folder);
        try (var tls = open(files)) {
            Files.delete(files.key());
            tls.look();
            Files.delete(files.certificate());
            Files.createDirectory(files.certificate());
            tls.look();
            assertThat(shown(tls, first)).isEqualTo(first.fingerprint());
            Files.delete(files.certificate());
            first.writeTo(folder);
            tls.look();
            Files.delete(files.key());
            tls.look();

            assertThat(seen).hasSize(4);
            assertThat(seen.get(1)).startsWith("failed ").contains("port.key: not there");
            assertThat(seen.get(2)).startsWith("failed ").contains("port.crt: not a file");
            assertThat(seen.get(3))
                    .as("all was well in between")
                    .startsWith("failed ")
                    .contains("port.key: not there");
        }
    }

    @Test
    void one_out_of_date_does_not_take_the_place_of_one_in_date() throws Exception {
        try (var tls = open(first.writeTo(folder))) {
            old.writeTo(folder);
            tls.look();

            assertThat(shown(tls, first)).isEqualTo(first.fingerprint());
            assertThat(seen.get(1)).startsWith("failed ").contains("expected: one that is good now");
        }
    }

    @Test
    void one_out_of_date_is_better_than_none() throws BadCertificate {
        try (var tls = open(old.writeTo(folder))) {
            assertThat(tls.isGood()).isFalse();
            assertThat(tls.notAfter()).isBefore(now.instant());

            first.writeTo(folder);
            tls.look();

            assertThat(tls.isGood()).isTrue();
        }
    }

    @Test
    void one_that_has_ended_since_gives_way_to_any() throws BadCertificate {
        var later = Clock.fixed(Instant.parse("2200-01-01T00:00:00Z"), ZoneOffset.UTC);
        try (var tls = ServerTls.unwatched(first.writeTo(folder), later, observer)) {
            old.writeTo(folder);
            tls.look();

            assertThat(seen).containsExactly("loaded " + first.fingerprint(), "loaded " + old.fingerprint());
        }
    }

    @Test
    void does_not_begin_with_files_that_cannot_be_used() throws IOException {
        var files = MadeCertificate.write(folder, first.certificateText(), "nothing");

        assertThatThrownBy(() -> open(files)).isInstanceOf(BadCertificate.class);
        assertThat(seen).isEmpty();
    }
}
