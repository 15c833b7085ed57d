package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class DatabaseSettingsTest {

    private static final String PLAIN = "jdbc:postgresql://db:5432/weir";

    @Test
    void adds_the_time_limits_that_the_driver_does_not_have() {
        var settings = new DatabaseSettings(PLAIN, "weir", "secret");

        var parsed = parse(settings.url());

        assertThat(parsed)
                .containsEntry("PGHOST", "db")
                .containsEntry("PGDBNAME", "weir")
                .containsEntry("reWriteBatchedInserts", "true")
                .containsEntry("socketTimeout", "6")
                .containsEntry("connectTimeout", "3")
                .containsEntry("loginTimeout", "5")
                .containsEntry("tcpKeepAlive", "true")
                .containsEntry("ApplicationName", "weir")
                .containsEntry(
                        "options",
                        "-c statement_timeout=5000 -c lock_timeout=2000 -c idle_in_transaction_session_timeout=10000");
    }

    @Test
    void leaves_what_the_operator_put_into_the_url() {
        var settings = new DatabaseSettings(
                PLAIN + "?socketTimeout=60&sslmode=require&options=-c%20lock_timeout=1&ApplicationName=a%26b%3Dc",
                "weir",
                "secret");

        var parsed = parse(settings.urlWith(Map.of("socketTimeout", "30", "prepareThreshold", "0")));

        assertThat(parsed)
                .containsEntry("socketTimeout", "60")
                .containsEntry("sslmode", "require")
                .containsEntry("ApplicationName", "a&b=c")
                .containsEntry("prepareThreshold", "0");
        assertThat(parsed.get("options")).asString().endsWith("=10000 -c lock_timeout=1");
    }

    @Test
    void gives_migrations_all_the_time_they_need() {
        var settings = new DatabaseSettings(PLAIN + "?socketTimeout=1&options=-c%20statement_timeout=1", "weir", "x");

        var parsed = parse(settings.urlWithoutTimeLimits());

        assertThat(parsed).containsEntry("socketTimeout", "0");
        assertThat(parsed.get("options"))
                .asString()
                .endsWith("-c statement_timeout=1"
                        + " -c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0");
    }

    @Test
    void never_shows_a_password() {
        var settings = new DatabaseSettings(PLAIN + "?password=hidden&sslpassword=hidden&ssl=true", "weir", "hidden");

        var text = settings.toString();

        assertThat(text)
                .isEqualTo("DatabaseSettings[jdbc:postgresql://db:5432/weir?password=***&sslpassword=***&ssl=true,"
                        + " user=weir]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "postgres://weir:hidden@db/weir",
                "jdbc:mysql://db/weir?password=hidden",
                "jdbc:postgresql://weir:hidden@db:5432/weir",
                "jdbc:postgresql://db:fivefourthreetwo/weir"
            })
    void refuses_a_url_that_is_not_one_without_showing_a_password(String url) {
        assertThatThrownBy(() -> new DatabaseSettings(url, "weir", "hidden"))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessageStartingWith("database URL: ")
                .hasMessageContaining("(expected: jdbc:postgresql://host:port/database")
                .hasMessageNotContaining("hidden");
    }

    private static Properties parse(String url) {
        return Objects.requireNonNull(Driver.parseURL(url, null), url);
    }
}
