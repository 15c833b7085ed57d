package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"on", "remote_write", "remote_apply"})
    void trusts_a_server_that_waits_for_the_disk(String synchronousCommit) {
        var facts = facts(130_000, false, "synchronous_commit", synchronousCommit);

        var faults = facts.faults();

        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fsync              | off   | fsync: off (expected: on)",
                "full_page_writes   | off   | full_page_writes: off (expected: on)",
                "synchronous_commit | off   | synchronous_commit: off (expected: on or remote_apply or remote_write)",
                "synchronous_commit | local | synchronous_commit: local (expected: on or remote_apply or remote_write)"
            })
    void names_the_setting_its_value_and_what_is_expected(String setting, String value, String fault) {
        var facts = facts(170_011, false, setting, value);

        var faults = facts.faults();

        assertThat(faults).containsExactly(fault);
    }

    @Test
    void refuses_a_version_older_than_13_and_a_standby() {
        var facts = facts(120_022, true, "fsync", "on");

        var faults = facts.faults();

        assertThat(faults)
                .containsExactly(
                        "PostgreSQL version: 120022 (expected: 13 or newer)",
                        "pg_is_in_recovery: true, a standby that takes no writes (expected: the primary)");
    }

    private static DurabilityCheck.Facts facts(int version, boolean standby, String setting, String value) {
        var settings = new HashMap<>(Map.of("fsync", "on", "full_page_writes", "on", "synchronous_commit", "on"));
        settings.put(setting, value);
        return new DurabilityCheck.Facts(version, Integer.toString(version), standby, settings);
    }
}
