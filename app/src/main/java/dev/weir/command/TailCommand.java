package dev.weir.command;

import dev.weir.client.ReconnectPolicy;
import dev.weir.client.StreamQuery;
import dev.weir.client.WeirClient;
import dev.weir.terminal.Signals;
import dev.weir.terminal.Terminal;
import dev.weir.terminal.Version;
import dev.weir.wire.InvalidText;
import dev.weir.wire.TopicName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir tail}: writes the events of topics to standard output as they come. */
@Command(
        name = "tail",
        description = "Follows topics and writes each event once and in order, across every interruption.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        footer = {
            "",
            "Exit status: 0 stopped, counted out, or closed; 1 gave up or could not write;",
            "2 wrong option; 3 the server says no; 141 nobody reads standard output.",
            "The last line on standard error says how the next run goes on.",
            "Examples and more: docs/COMMANDS.md."
        })
public final class TailCommand implements Callable<Integer> {

    /** For what is being written when the signal comes, which may be to a pipe that nobody empties. */
    private static final long STOP_MILLIS_MAX = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "TOPIC", description = "what to follow")
    private List<String> topicNames = List.of();

    @Mixin
    private final ServerOptions server = new ServerOptions();

    @Option(
            names = "--from",
            paramLabel = "WHEN",
            description = "where to begin: latest, earliest, a time ago (-10m) or an RFC 3339 time (latest)")
    private String from = StreamQuery.LATEST;

    @Option(names = "--last-event-id", paramLabel = "ID", description = "goes on behind this event; for one topic")
    private @Nullable String lastEventId;

    @Option(names = "--after", paramLabel = "TOPIC=ID", description = "goes on behind this event, for each topic")
    private List<String> after = List.of();

    @Option(names = "--json", description = "one object a line: topic, id, seq, type, data; gaps too")
    private boolean json;

    @Option(names = "--data", description = "the data alone")
    private boolean dataOnly;

    @Option(names = "--count", paramLabel = "N", description = "ends after N events")
    private long count = TailLoop.COUNT_UNLIMITED;

    @Option(
            names = "--give-up-after",
            paramLabel = "N",
            description = "ends when N tries in a row have failed (tries for ever)")
    private int attemptsMax = Integer.MAX_VALUE;

    TailCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        var topics = topics();
        checkOptions(topics);
        var ids = ids(topics);
        var settings = server.client().reconnect(ReconnectPolicy.DEFAULT.attemptsMax(attemptsMax));
        boolean attached = Terminal.isErrorAttached();
        var notes = new Notes(spec.commandLine().getErr(), "tail", attached);
        var places = new Places(topics);
        var inbox = new Inbox();
        var loop = new TailLoop(
                topics, inbox, Terminal.output(), form(topics), new TailNotes(notes, attached), places, count);
        try (var client = settings.build()) {
            var done = start(loop);
            Signals.handle(() -> {
                inbox.stop();
                done.completeOnTimeout(TailLoop.stopped(), STOP_MILLIS_MAX, TimeUnit.MILLISECONDS);
            });
            for (var topic : topics) {
                subscribe(client, topic, ids.get(topic), inbox);
            }
            var end = done.get();
            var options = places.options();
            notes.say(options.isEmpty() ? end.why() : end.why() + "; go on with: " + options);
            return end.status();
        } catch (ExecutionException fault) {
            throw new IllegalStateException("tail broke down", fault.getCause());
        }
    }

    private void subscribe(WeirClient client, TopicName topic, @Nullable String id, Inbox inbox) {
        var query = StreamQuery.of(topic.text()).from(from).after(id == null ? "" : id);
        client.subscribe(query).subscribe(inbox.inlet(topic));
    }

    /** On a thread of its own, which a pipe may block for ever. */
    private static CompletableFuture<TailLoop.End> start(TailLoop loop) {
        var done = new CompletableFuture<TailLoop.End>();
        var thread = new Thread(
                () -> {
                    try {
                        done.complete(loop.run());
                    } catch (RuntimeException | Error | InterruptedException fault) {
                        done.completeExceptionally(fault);
                    }
                },
                "weir-tail");
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private TailForm form(List<TopicName> topics) {
        if (json) {
            return new TailForm.Objects();
        }
        return dataOnly
                ? new TailForm.DataOnly(Terminal.isAttached())
                : new TailForm.Lines(topics.size() > 1, Terminal.wantsColour(System.getenv()) && Terminal.isAttached());
    }

    private List<TopicName> topics() {
        try {
            return topicNames.stream().map(TopicName::new).distinct().toList();
        } catch (InvalidText invalid) {
            throw wrong(String.valueOf(invalid.getMessage()));
        }
    }

    private void checkOptions(List<TopicName> topics) {
        if (json && dataOnly) {
            throw wrong("--json: with --data (expected: one of them)");
        }
        if (count < 1) {
            throw wrong("--count: " + count + " (expected: 1 or more)");
        }
        if (attemptsMax < 1) {
            throw wrong("--give-up-after: " + attemptsMax + " (expected: 1 or more)");
        }
        if (lastEventId != null && topics.size() > 1) {
            throw wrong("--last-event-id: " + Shown.line(lastEventId) + " (expected: --after TOPIC=ID for each topic)");
        }
        if (lastEventId != null && !after.isEmpty()) {
            throw wrong("--last-event-id: " + Shown.line(lastEventId) + " (expected: not with --after)");
        }
    }

    /** Where to go on, by topic. No id has an equals sign, so the last one ends the topic's name. */
    private Map<TopicName, String> ids(List<TopicName> topics) {
        var ids = new HashMap<TopicName, String>();
        if (lastEventId != null) {
            ids.put(topics.get(0), lastEventId);
        }
        for (var pair : after) {
            int equals = pair.lastIndexOf('=');
            var topic = topics.stream()
                    .filter(asked -> equals > 0 && asked.text().equals(pair.substring(0, equals)))
                    .findFirst()
                    .orElseThrow(
                            () -> wrong("--after: " + Shown.line(pair) + " (expected: TOPIC=ID of a topic asked for)"));
            ids.put(topic, pair.substring(equals + 1));
        }
        return ids;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
