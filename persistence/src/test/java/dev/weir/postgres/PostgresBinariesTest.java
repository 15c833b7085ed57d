package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

    @ParameterizedTest
    @CsvSource({"Linux,amd64", "Linux,aarch64", "Mac OS X,aarch64"})
    void ships_what_each_system_needs(String osName, String osArch) {
        var archive = PostgresBinaries.archive(osName, osArch);

        assertThat(PostgresBinaries.class.getResource(archive)).isNotNull();
    }

    @Test
    void names_the_system_it_has_nothing_for_and_those_it_has() {
        assertThatThrownBy(() -> PostgresBinaries.archive("Linux", "riscv64"))
                .isInstanceOf(DatabaseUnusable.class)
                .hasMessage("PostgreSQL for this system: none for linux riscv64 (expected: one of [darwin arm64, linux"
                        + " amd64, linux arm64], or the URL of a PostgreSQL that runs already)");
    }
}
