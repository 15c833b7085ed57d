package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningsTest {

    private static List<String> warnings(String text) {
        return Warnings.of(Settings.load(
                ConfigFactory.parseString("weir { " + text + " }").withFallback(ConfigFactory.defaultReference())));
    }

    @Test
    void the_defaults_are_nothing_to_warn_of() {
        assertThat(warnings("")).isEmpty();
    }

    @Test
    void keys_of_an_issuer_without_an_audience_are_warned_of() {
        var issuer = "auth.mode = jwt, auth.jwks-url = \"https://issuer.example/keys\"";

        assertThat(warnings(issuer)).singleElement().asString().contains("auth.audience", "auth.jwks-url");
        assertThat(warnings(issuer + ", auth.audience = \"https://weir.example\""))
                .isEmpty();
        assertThat(warnings("auth.jwks-url = \"https://issuer.example/keys\"")).isEmpty();
    }

    @Test
    void a_door_that_is_open_to_everybody_is_warned_of() {
        assertThat(warnings("http.host = \"0.0.0.0\", auth.insecure-public = true"))
                .singleElement()
                .asString()
                .contains("auth.insecure-public", "0.0.0.0");
    }
}
