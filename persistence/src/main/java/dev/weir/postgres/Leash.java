package dev.weir.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Ties a program to this JVM: when the thread that starts it ends, and so when the JVM does, {@code kill -9} included,
 * the kernel sends the program a signal. Only Linux can; elsewhere a program is started as it is.
 */
final class Leash {

    /** If the JVM died before the kernel was asked, nobody would tell: then the program does not start at all. */
    static final String UNLESS_ORPHANED = "[ \"$PPID\" = \"$1\" ] || exit 1; shift; exec \"$@\"";

    private Leash() {}

    /**
     * The words of a command that ends up as {@code program} in the very process that is started.
     *
     * @param signal without SIG
     */
    static List<String> command(PostgresAccount account, String signal, List<String> program) {
        var command = new ArrayList<String>();
        // Comes after the change of the account, which would make the kernel forget.
        if (Command.succeeds("setpriv", "--pdeathsig", signal, "true")) {
            var self = Long.toString(ProcessHandle.current().pid());
            command.addAll(List.of("setpriv", "--pdeathsig", signal, "sh", "-c", UNLESS_ORPHANED, "sh", self));
        }
        command.addAll(program);
        return account.command(command);
    }
}
