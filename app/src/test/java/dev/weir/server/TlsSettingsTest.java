package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.weir.tls.MadeCertificate;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {

    private static MadeCertificate made;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make() {
        made = MadeCertificate.of("EC");
    }

    private static Settings load(String section, String certificate, String key) {
        var values = Map.of("weir." + section + ".tls.certificate", certificate, "weir." + section + ".tls.key", key);
        return Settings.load(ConfigFactory.parseMap(values).withFallback(ConfigFactory.defaultReference()));
    }

    @Test
    void each_port_has_its_own() {
        var files = made.writeTo(folder);
        var certificate = files.certificate().toString();
        var key = files.key().toString();

        assertThat(load("http", certificate, key).http().tls()).isEqualTo(files);
        assertThat(load("http", certificate, key).management().tls()).isNull();
        assertThat(load("management", certificate, key).management().tls()).isEqualTo(files);
        assertThat(load("management", certificate, key).http().tls()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "management"})
    void one_of_the_two_alone_stops_the_start(String section) {
        var expected = " (expected: the path of a PEM file, or both certificate and key empty)";

        assertThatThrownBy(() -> load(section, "a.pem", ""))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir." + section + ".tls.key: nothing" + expected);
        assertThatThrownBy(() -> load(section, "", "a.pem"))
                .isInstanceOf(BadSetting.class)
                .hasMessage("weir." + section + ".tls.certificate: nothing" + expected);
    }

    @Test
    void a_key_in_the_place_of_a_path_is_not_shown() {
        var files = made.writeTo(folder);
        var body = made.keyText().substring(40, 80);

        assertThatThrownBy(() -> load("http", files.certificate().toString(), made.keyText()))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("weir.http.tls.key: PEM text (expected: ")
                .hasMessageNotContaining(body);
        assertThatThrownBy(() -> Settings.load(ConfigFactory.parseMap(Map.of("weir.http.tls.keys", made.keyText()))
                        .withFallback(ConfigFactory.defaultReference())))
                .isInstanceOf(BadSetting.class)
                .hasMessageNotContaining(body);
    }

    @Test
    void files_that_cannot_be_used_stop_the_start_with_their_name() {
        var files = MadeCertificate.write(folder, made.certificateText(), "");

        assertThatThrownBy(() ->
                        load("http", files.certificate().toString(), files.key().toString()))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith("weir.http.tls: " + files.key() + ": no private key in it (expected: ");
    }

    @Test
    void a_path_that_is_none_is_said_so() {
        assertThatThrownBy(() -> load("http", "a\0b", "c"))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("weir.http.tls.certificate: no path (expected: ");
    }
}
