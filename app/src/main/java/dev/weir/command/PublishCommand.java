package dev.weir.command;

import dev.weir.client.WeirClient;
import dev.weir.terminal.ExitStatus;
import dev.weir.terminal.Signals;
import dev.weir.terminal.Terminal;
import dev.weir.terminal.Version;
import dev.weir.wire.Draft;
import dev.weir.wire.InvalidText;
import dev.weir.wire.TopicName;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir publish}: publishes the lines of files or of standard input, each once. */
@Command(
        name = "publish",
        description =
                "Publishes lines of JSON to a topic, in order and each once, and waits for a server that is away.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 all is stored; 1 gave up, try again; 2 wrong option; 3 the",
            "input is wrong, or the server says no: the same again would end the same;",
            "130 interrupted.",
            "What was broken off goes on without doubles with the options that the last",
            "line says, or with --checkpoint.",
            "Examples and more: docs/COMMANDS.md."
        })
public final class PublishCommand implements Callable<Integer> {

    private static final int BATCH_BYTES_MAX = 1024 * 1024;
    private static final Duration LINGER = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final int RUN_BITS = 50;

    /** With a colon and a line number it is an idempotency key, and it can be pasted into any shell. */
    private static final String RUN_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "TOPIC", description = "where to publish")
    @SuppressWarnings("NullAway.Init")
    private String topicName;

    @Parameters(
            index = "1..*",
            paramLabel = "FILE",
            description = "one event's data a line, as JSON; - or none is standard input")
    private List<String> files = List.of();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--envelope",
            description = "lines are {\"data\":…,\"type\":…,\"key\":…,\"idempotencyKey\":…}, all but data optional")
    private boolean envelope;

    @Option(names = "--type", paramLabel = "TYPE", description = "of events whose line names none")
    private @Nullable String type;

    @Option(names = "--batch", paramLabel = "N", description = "most lines in a request, 1 to 10000 (500)")
    private int batchMax = 500;

    @Option(
            names = "--retry-for",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "how long to try one batch while the server is away, such as 60s (5m)")
    private Duration retryFor = Duration.ofMinutes(5);

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "names this run: a line that was stored under this name is not stored again (random)")
    private @Nullable String runOption;

    @Option(names = "--from-line", paramLabel = "N", description = "goes on with this line of the input; with --run")
    private @Nullable Long fromLineOption;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "remembers how far the run is, so that the same command goes on; removed when all is stored")
    private @Nullable Path checkpointFile;

    @Option(names = "--json", description = "prints a JSON object with the outcome")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "says nothing unless something is wrong")
    private boolean quiet;

    PublishCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        var topic = topic();
        checkOptions();
        var clientSettings = server.client().publishTimeLimit(retryFor);
        boolean attached = !quiet && Terminal.isErrorAttached();
        var notes = new Notes(spec.commandLine().getErr(), "publish", attached);
        var checkpoint = checkpointFile == null ? null : new Checkpoint(checkpointFile);
        var begin = begin(topic, checkpoint);
        try (var client = clientSettings.build()) {
            if (checkpoint != null) {
                // Before the first batch: whoever is killed while that is in flight must find the run's name here.
                checkpoint.write(begin);
            }
            var lines = InputLines.of(files, new FileInputStream(FileDescriptor.in));
            return publish(client, topic, begin, lines, notes, checkpoint);
        } catch (BadInput bad) {
            notes.say(bad.getMessage() + "; nothing was sent");
            return ExitStatus.REFUSED;
        } catch (IOException failure) {
            notes.say(String.valueOf(failure.getMessage()));
            return ExitStatus.FAILED;
        }
    }

    private int publish(
            WeirClient client,
            TopicName topic,
            Checkpoint.Place begin,
            InputLines lines,
            Notes notes,
            @Nullable Checkpoint checkpoint)
            throws InterruptedException, IOException {
        var ahead = new BatchAhead(batchMax, BATCH_BYTES_MAX, LINGER);
        var drafts = new LineDrafts(begin.run(), envelope, type);
        var plan = new PublishWatch.Plan(server.shown(), topic.text(), begin.run(), lines.bytesTotal(), retryFor);
        var watch = new PublishWatch(notes, quiet, plan, checkpoint);
        var run = new PublishRun(ahead, batch -> client.publishBatch(topic, batch), watch, begin.line(), GRACE);
        Signals.handle(run::stop);
        var reader = new Thread(new InputReader(lines, drafts, begin.line() + 1, ahead), "weir-input");
        reader.setDaemon(true);
        reader.start();
        var outcome = run.run();
        if (outcome.isComplete() && checkpoint != null) {
            checkpoint.remove();
        }
        return report(
                new PublishReport(
                        server.shown(), topic.text(), begin.run(), outcome, watch.elapsed(), checkpoint != null),
                notes);
    }

    /** @return the exit status */
    private int report(PublishReport report, Notes notes) {
        notes.progress().clear();
        var outcome = report.outcome();
        if (json && !printed(report.json(), notes)) {
            notes.say(report.line());
            return outcome.isComplete() ? ExitStatus.FAILED : outcome.ending().status();
        }
        if (!outcome.isComplete() || !(quiet || json)) {
            notes.say(report.line());
        }
        return outcome.ending().status();
    }

    private static boolean printed(String line, Notes notes) {
        var out = Terminal.output();
        try {
            out.write(line + "\n");
            out.flush();
            return true;
        } catch (IOException failure) {
            notes.say("standard output: " + Shown.reason(failure));
            return false;
        }
    }

    private TopicName topic() {
        try {
            return new TopicName(topicName);
        } catch (InvalidText invalid) {
            throw wrong(String.valueOf(invalid.getMessage()));
        }
    }

    private void checkOptions() {
        if (type != null) {
            try {
                Draft.checkType(type);
            } catch (InvalidText invalid) {
                throw wrong("--type: " + invalid.getMessage());
            }
        }
        check("--batch", batchMax, batchMax >= 1 && batchMax <= PublishRun.BATCH_EVENTS_MAX, "1 to 10000");
        check(
                "--run",
                runOption,
                runOption == null || runOption.matches(RUN_FORM),
                "letters, digits, . _ -; up to 100");
        check("--from-line", fromLineOption, fromLineOption == null || fromLineOption >= 1, "1 or more");
        check("--from-line", fromLineOption, fromLineOption == null || runOption != null, "--run NAME beside it");
        check(
                "--from-line",
                fromLineOption,
                fromLineOption == null || checkpointFile == null,
                "without --checkpoint, which says itself where to go on");
    }

    private void check(String option, @Nullable Object value, boolean fits, String expected) {
        if (!fits) {
            throw wrong(option + ": " + Shown.line(String.valueOf(value)) + " (expected: " + expected + ")");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The run's name and the last line that it has stored, by the checkpoint if there is one. */
    private Checkpoint.Place begin(TopicName topic, @Nullable Checkpoint checkpoint) {
        var asked = new Checkpoint.Place(
                topic.text(),
                runOption == null ? randomRun() : runOption,
                fromLineOption == null ? 0 : fromLineOption - 1);
        if (checkpoint == null) {
            return asked;
        }
        try {
            var found = checkpoint.read();
            if (found == null) {
                return asked;
            }
            check("checkpoint: topic", found.topic(), found.topic().equals(topic.text()), topic.text());
            check("checkpoint: run", found.run(), found.run().matches(RUN_FORM), "the name of a run");
            check(
                    "checkpoint: run",
                    found.run(),
                    runOption == null || found.run().equals(runOption),
                    "the one of --run");
            return found;
        } catch (IOException unreadable) {
            throw wrong(String.valueOf(unreadable.getMessage()));
        }
    }

    private static String randomRun() {
        return new BigInteger(RUN_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
    }
}
