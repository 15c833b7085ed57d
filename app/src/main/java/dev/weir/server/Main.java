package dev.weir.server;

import dev.weir.bench.BenchCommand;
import dev.weir.command.PublishCommand;
import dev.weir.command.TailCommand;
import dev.weir.observe.Log;
import dev.weir.terminal.ExitStatus;
import dev.weir.terminal.Terminal;
import dev.weir.terminal.Version;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code java -jar weir.jar}: finds the subcommand and turns what it says into an exit status. */
@Command(
        name = "weir",
        description = "A stateful backend for reliable Server-Sent Events.",
        subcommands = {
            ServeCommand.class,
            PublishCommand.class,
            TailCommand.class,
            BenchCommand.class,
            RaiseEpochCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        Log.configure(form(arguments));
        int status = ExitStatus.FAILED;
        try {
            status = commandLine().execute(arguments);
        } catch (RuntimeException | Error failure) {
            LoggerFactory.getLogger(Main.class).error("cannot go on", failure);
        }
        Log.flush();
        Terminal.flush();
        // Halts rather than exits: everything has stopped in order by now, and a hook or a thread that hangs must not
        // matter.
        Runtime.getRuntime().halt(status);
    }

    /** Only a node logs as its work; the subcommand is the first word, since no option before it has a value. */
    private static Log.Form form(String[] arguments) {
        if (arguments.length == 0 || !arguments[0].equals("serve")) {
            return Log.Form.COMMAND;
        }
        return Terminal.isAttached() ? Log.Form.TERMINAL : Log.Form.JSON;
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setParameterExceptionHandler((mistake, arguments) -> {
                    var error = mistake.getCommandLine().getErr();
                    oneLine(error, mistake);
                    error.println(
                            "Try '" + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
                    return ExitStatus.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof BadSetting) {
                        oneLine(command.getErr(), failure);
                        return ExitStatus.USAGE;
                    }
                    if (failure instanceof StartFailure) {
                        oneLine(command.getErr(), failure);
                        return ExitStatus.FAILED;
                    }
                    throw failure;
                });
    }

    private static void oneLine(PrintWriter error, Exception failure) {
        error.println("weir: " + String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " "));
        error.flush();
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "command: none (expected: serve, publish, tail, bench or raise-epoch)");
    }
}
