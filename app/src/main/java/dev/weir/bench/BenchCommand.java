package dev.weir.bench;

import dev.weir.terminal.ExitStatus;
import dev.weir.terminal.Version;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir bench}: measures a server and says on what. */
@Command(
        name = "bench",
        description = {
            "Measures a server of events: one that it starts for that (as weir serve, with a folder of its own), a"
                    + " Weir that runs (--url), or any other (--stream-url and --publish-url)."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        modelTransformer = BenchCommand.Scenarios.class)
public final class BenchCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SCENARIO", description = "what is measured, see below")
    private @Nullable String scenario;

    @Mixin
    private BenchOptions options = new BenchOptions();

    BenchCommand() {}

    @Override
    public Integer call() {
        if (scenario == null) {
            throw new ParameterException(
                    spec.commandLine(), "scenario: none (expected: one of " + Scenario.words() + ")");
        }
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        var progress = Progress.on(err);
        var alarm = new Alarm();
        try {
            var report = Course.run(Scenario.of(scenario), options, alarm, progress);
            progress.clear();
            if (options.json) {
                out.println(report.json());
            } else {
                report.table().forEach(out::println);
            }
            out.flush();
            report.problems().forEach(problem -> err.println("weir: " + problem));
            err.flush();
            return report.problems().isEmpty() ? ExitStatus.STOPPED : ExitStatus.FAILED;
        } catch (BenchStop stop) {
            progress.clear();
            err.println("weir: " + stop.getMessage());
            err.flush();
            return stop.status();
        }
    }

    /** Adds the scenarios to the help. */
    static final class Scenarios implements IModelTransformer {

        @Override
        public CommandSpec transform(CommandSpec command) {
            var lines = Arrays.stream(Scenario.values())
                    .map(each -> String.format(
                            "  %-13s %s (%,d)",
                            each.word(), each.summary(), Defaults.of(each).connections()));
            command.usageMessage().footer(lines.toArray(String[]::new));
            command.usageMessage().footerHeading("%nScenarios, and how many connections each has by default:%n");
            return command;
        }
    }
}
