package dev.weir.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/** A mistake that somebody could make in Weir: places in its sources, and what would stand there. */
enum PlantedBug {
    ACKNOWLEDGED_BEFORE_THE_COMMIT(
            Scenario.JOURNAL,
            new Edit(
                    "persistence",
                    "journal/TopicEntity",
                    "        return Effect()\n                .persist(List.<JournalEntry>copyOf(commit.entries()))",
                    "        commit.answers().forEach(Commit.Answer::send);\n$0")),
    STATE_THAT_OUTLIVES_A_FAILED_COMMIT(
            Scenario.JOURNAL,
            new Edit(
                    "persistence",
                    "journal/TopicEntity",
                    "state, queue.takePublishes()",
                    "ahead.row() > state.row() ? ahead : state, queue.takePublishes()"),
            new Edit(
                    "persistence",
                    "journal/TopicEntity",
                    "        underWay.begin(() -> commit.answers()",
                    "        ahead = commit.after();\n$0"),
            new Edit(
                    "persistence",
                    "journal/TopicEntity",
                    "    private final ActorContext<TopicCommand> context;",
                    "    private TopicState ahead = TopicState.EMPTY;\n$0"),
            new Edit(
                    "persistence",
                    "journal/Commit",
                    "    /** What to store, in order; may be empty. */",
                    "    TopicState after() { return state; }\n$0")),
    KEYS_LEFT_OUT_OF_THE_SNAPSHOT(
            Scenario.TOPIC,
            new Edit(
                    "persistence",
                    "journal/SnapshotFormat",
                    "        var uses = state.keys().inOrder();",
                    "        var uses = RecentKeys.none().inOrder();")),
    OTHER_WRITER_NOT_LOOKED_FOR(
            Scenario.TOPIC, new Edit("persistence", "journal/Upkeep", "        lookForAnother(state);\n", "\n")),
    SPLICE_WITHOUT_OVERLAP(
            Scenario.CONNECTION,
            new Edit(
                    "app",
                    "subscribe/TopicReading",
                    "            seq = found.lastSeq();\n",
                    "            seq = Math.max(found.lastSeq(), plan.log().first() - 1);\n")),
    HOLES_NOT_REPAIRED(
            Scenario.FEED,
            new Edit(
                    "app",
                    "fanout/FeedLog",
                    "        return current.last() < known.last() ?",
                    "        return false ?")),
    OWNER_ASKED_ONCE_ONLY(
            Scenario.CONNECTION,
            new Edit(
                    "app",
                    "fanout/Attachment",
                    "            timers.startSingleTimer(again, every);",
                    "            timers.cancel(again);")),
    GAP_NOT_TOLD(Scenario.RETENTION, new Edit("app", "subscribe/Resolution", "return lost > 0", "return lost > 1_000")),
    ID_OF_THE_EVENT_BEFORE(
            Scenario.CONNECTION,
            new Edit(
                    "app",
                    "subscribe/CursorLogic",
                    "            cursor = cursor.with(chunk.topic(), chunk.last());\n",
                    "            if (!parts.ownIds()) { cursor = cursor.with(chunk.topic(), chunk.last()); }\n"));

    /**
     * @param source of a class, below {@code dev/weir}
     * @param replacement of the first place, in which {@code $0} is what stood there
     */
    private record Edit(String module, String source, String place, String replacement) {}

    private final Scenario scenario;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final List<Edit> edits;

    PlantedBug(Scenario scenario, Edit... edits) {
        this.scenario = scenario;
        this.edits = List.of(edits);
    }

    /** In which it shows. */
    Scenario scenario() {
        return scenario;
    }

    /** Compiles the sources with the mistake in them. */
    void compile(Path sources, Path classes) throws IOException {
        Map<Path, String> edited = new LinkedHashMap<>();
        for (var edit : edits) {
            var file = Path.of("..", edit.module, "src/main/java/dev/weir", edit.source + ".java");
            var text = edited.containsKey(file) ? edited.get(file) : Files.readString(file);
            if (!text.contains(edit.place)) {
                throw new AssertionError(this + ": " + file + " has changed; expected in it:\n" + edit.place);
            }
            edited.put(file, text.replace(edit.place, edit.replacement.replace("$0", edit.place)));
        }
        var arguments = new ArrayList<>(List.of(
                "-nowarn", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", classes.toString()));
        for (var entry : edited.entrySet()) {
            var file = sources.resolve(entry.getKey().getFileName());
            arguments.add(Files.writeString(file, entry.getValue()).toString());
        }
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, System.err, System.err, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new AssertionError(this + " does not compile");
        }
    }
}
