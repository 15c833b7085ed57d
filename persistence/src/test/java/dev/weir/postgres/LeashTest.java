package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeashTest {

    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void starts_a_program_while_who_asked_for_it_is_its_parent() {
        assertThat(Command.succeeds("sh", "-c", Leash.UNLESS_ORPHANED, "sh", Long.toString(SELF), "true"))
                .isTrue();
    }

    @Test
    void starts_nothing_once_who_asked_for_it_is_gone() {
        assertThat(Command.succeeds("sh", "-c", Leash.UNLESS_ORPHANED, "sh", Long.toString(SELF + 1), "true"))
                .isFalse();
    }
}
