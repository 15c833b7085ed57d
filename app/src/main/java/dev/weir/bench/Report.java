package dev.weir.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured, on what, and what was wrong. */
final class Report {

    private final Plan plan;
    private final Map<String, Object> environment = new LinkedHashMap<>();
    private final Map<String, Object> limits = new LinkedHashMap<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private @Nullable Tally tally;

    Report(Plan plan) {
        this.plan = plan;
    }

    Map<String, Object> environment() {
        return environment;
    }

    Map<String, Object> limits() {
        return limits;
    }

    void add(Run run) {
        runs.add(run);
    }

    List<Run> runs() {
        return runs;
    }

    /** How a figure is to be read. */
    void note(String line) {
        notes.add(line);
    }

    /** Why figures may say less than they seem to. */
    void warn(String line) {
        if (!warnings.contains(line)) {
            warnings.add(line);
        }
    }

    /** What the server did wrong. */
    void problem(String line) {
        problems.add(line);
    }

    List<String> problems() {
        return problems;
    }

    /** Adds what streams got; anything lost is a problem. */
    void add(Tally more) {
        tally = tally == null ? more : tally.plus(more);
        if (!more.isWhole()) {
            problems.add("continuity: " + more.text() + " (expected: every event once, in order)");
        } else if (more.received() == 0) {
            problems.add("continuity: no event came over any stream (expected: the data as it was published)");
        }
    }

    /** For people; lines without line ends. */
    List<String> table() {
        var lines = new ArrayList<String>();
        lines.add("weir bench " + plan.text());
        environment.forEach((name, value) -> lines.add(String.format("  %-22s %s", name, value)));
        limits.forEach((name, value) -> lines.add(String.format("  %-22s %s", name, value)));
        lines.add("");
        lines.addAll(figures());
        lines.add("");
        if (tally != null) {
            lines.add("continuity: " + tally.text());
        }
        lines.addAll(notes);
        warnings.forEach(line -> lines.add("warning: " + line));
        return lines;
    }

    private List<String> figures() {
        var median = Run.median(runs);
        var lines = new ArrayList<String>();
        var head = new StringBuilder(String.format("%-40s", ""));
        for (int i = 1; i <= runs.size(); i++) {
            head.append(String.format("%16s", "run " + i));
        }
        lines.add(head.append(String.format("%16s", "median")).toString());
        for (var figure : median.figures().keySet()) {
            var line = new StringBuilder(String.format("%-40s", figure.title()));
            runs.forEach(run -> line.append(cell(run, figure)));
            lines.add(line.append(cell(median, figure)).toString());
        }
        return lines;
    }

    private static String cell(Run run, Figure figure) {
        return String.format("%16s", figure.text(run.figures().getOrDefault(figure, Double.NaN)));
    }

    /** For programs, on one line. */
    String json() {
        return Json.object(json -> {
            json.writeStringField("scenario", plan.scenario().word());
            json.writeBooleanField("ok", problems.isEmpty());
            write(json, "plan", plan.members());
            write(json, "environment", environment);
            write(json, "limits", limits);
            json.writeArrayFieldStart("runs");
            for (var run : runs) {
                write(json, run);
            }
            json.writeEndArray();
            json.writeFieldName("median");
            write(json, Run.median(runs));
            if (tally != null) {
                write(json, "continuity", members(tally));
            }
            write(json, "notes", notes);
            write(json, "warnings", warnings);
            write(json, "problems", problems);
        });
    }

    private static Map<String, Object> members(Tally tally) {
        var members = new LinkedHashMap<String, Object>();
        members.put("streams", tally.streams());
        members.put("received", tally.received());
        members.put("gaps", tally.gaps());
        members.put("lost", tally.lost());
        members.put("doubled", tally.doubled());
        members.put("outOfOrder", tally.outOfOrder());
        members.put("stray", tally.stray());
        members.put("streamsAffected", tally.affected());
        return members;
    }

    private static void write(JsonGenerator json, Run run) throws IOException {
        json.writeStartObject();
        for (var entry : run.figures().entrySet()) {
            json.writeFieldName(entry.getKey().member());
            if (Double.isNaN(entry.getValue())) {
                json.writeNull();
            } else if (entry.getKey() == Figure.KEPT_UP) {
                json.writeBoolean(entry.getValue() != 0);
            } else {
                json.writeNumber(entry.getValue());
            }
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (var line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }

    /** Numbers stay numbers, all else is text. */
    private static void write(JsonGenerator json, String name, Map<String, Object> members) throws IOException {
        json.writeObjectFieldStart(name);
        for (var member : members.entrySet()) {
            json.writeFieldName(member.getKey());
            if (member.getValue() instanceof Integer whole) {
                json.writeNumber(whole);
            } else if (member.getValue() instanceof Long whole) {
                json.writeNumber(whole);
            } else if (member.getValue() instanceof Double number) {
                json.writeNumber(number);
            } else {
                json.writeString(member.getValue().toString());
            }
        }
        json.writeEndObject();
    }
}
