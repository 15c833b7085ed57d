package dev.weir;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.Metrics;
import dev.weir.observe.NodeReadings;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads the repository as a reviewer would: everything that git keeps, from its root. */
class TidyTest {

    private static final int LINES_MAX = 400;
    private static final String SETTINGS = "app/src/main/resources/reference.conf";

    /** The one class that writes to standard output. */
    private static final String PRINTER = "app/src/main/java/dev/weir/terminal/Terminal.java";

    private static Path root = Path.of("");
    private static List<Path> files = List.of();

    @BeforeAll
    static void list() throws IOException {
        root = Path.of(run("git", "rev-parse", "--show-toplevel").strip());
        files = run("git", "ls-files", "--cached", "--others", "--exclude-standard")
                .lines()
                .map(Path::of)
                .filter(file -> Files.exists(root.resolve(file)))
                .toList();
        assertThat(files).hasSizeGreaterThan(50);
    }

    private static String run(String... command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(root.toAbsolutePath().toFile())
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String text(Path file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException unreadable) {
            throw new AssertionError(file.toString(), unreadable);
        }
    }

    private static Stream<Path> files(String... ends) {
        return files.stream()
                .filter(file -> Stream.of(ends).anyMatch(end -> file.toString().endsWith(end)));
    }

    /** Where the pattern stands, as {@code file:line}. */
    private static List<String> places(Stream<Path> among, String pattern) {
        var found = Pattern.compile(pattern).asPredicate();
        return among.flatMap(file -> {
                    var lines = text(file).lines().toList();
                    return IntStream.range(0, lines.size())
                            .filter(line -> found.test(lines.get(line)))
                            .mapToObj(line -> file + ":" + (line + 1));
                })
                .toList();
    }

    private static Predicate<Path> not(String path) {
        return file -> !file.toString().equals(path);
    }

    private static boolean isMain(Path file) {
        return file.toString().contains("/src/main/java/");
    }

    private static String documents() {
        return files(".md")
                .filter(file -> file.startsWith("docs"))
                .map(TidyTest::text)
                .collect(joining("\n"));
    }

    @Test
    void no_file_is_longer_than_a_person_reads() {
        var tooLong = files(".java", ".md", ".conf", ".sql", ".js", ".css", ".html")
                .filter(file -> text(file).lines().count() > LINES_MAX)
                .toList();

        assertThat(tooLong).as("files with more than %d lines", LINES_MAX).isEmpty();
    }

    @Test
    void every_markdown_has_one_title() {
        var others = files(".md")
                .filter(file -> text(file)
                                .replaceAll("(?s)```.*?```", "")
                                .lines()
                                .filter(line -> line.startsWith("# "))
                                .count()
                        != 1)
                .toList();

        assertThat(others).isEmpty();
    }

    @Test
    void nobody_prints() {
        var printing = files(".java").filter(TidyTest::isMain).filter(not(PRINTER));

        assertThat(places(printing, "System\\.(out|err)|printStackTrace\\(\\)")).isEmpty();
    }

    @Test
    void nothing_is_put_off_without_a_number() {
        var words = "FIX" + "ME|\\bX" + "XX\\b|TO" + "DO(?!\\(#\\d+\\): )";

        assertThat(places(files(".java", ".xml", ".conf", ".md", ".sql", ".sh", "run"), words))
                .isEmpty();
    }

    @Test
    void every_setting_has_a_comment_above_it() {
        var lines = text(Path.of(SETTINGS)).lines().map(String::strip).toList();
        var bare = IntStream.range(1, lines.size())
                .filter(line -> lines.get(line).matches("[a-z-]+ = .*"))
                .filter(line -> !lines.get(line - 1).startsWith("#"))
                .mapToObj(lines::get)
                .toList();

        assertThat(bare).isEmpty();
    }

    @Test
    void every_setting_is_documented() {
        var sections = new ArrayList<String>();
        var missing = new ArrayList<String>();
        var documents = documents();
        text(Path.of(SETTINGS)).lines().map(String::strip).forEach(line -> {
            if (line.endsWith("{")) {
                sections.add(line.substring(0, line.length() - 1).strip());
            } else if (line.equals("}")) {
                sections.remove(sections.size() - 1);
            } else if (line.matches("[a-z-]+ = .*")) {
                var path = String.join(".", sections.subList(1, sections.size())) + "." + line.split(" ", -1)[0];
                if (!documents.contains("`" + path + "`")) {
                    missing.add(path);
                }
            }
        });

        assertThat(missing).as("settings that docs/OPERATIONS.md does not have").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void every_refusal_is_documented(Refusal refusal) {
        assertThat(documents())
                .contains("`" + refusal.name().toLowerCase(Locale.ROOT).replace('_', '-') + "`");
    }

    @ParameterizedTest
    @EnumSource(StreamEnd.class)
    void every_end_of_a_stream_is_documented(StreamEnd end) {
        assertThat(documents()).contains("`" + end.reason() + "`");
    }

    @Test
    void every_metric_is_documented() {
        var names = new TreeSet<String>();
        try (var metrics = new Metrics(1)) {
            metrics.watch(NodeReadings.NONE);
            Pattern.compile("^# TYPE (sse_\\w+) ", Pattern.MULTILINE)
                    .matcher(metrics.scrape())
                    .results()
                    .map(result -> result.group(1))
                    .filter(name -> !name.endsWith("_max"))
                    .forEach(names::add);
        }
        var documents = documents();

        assertThat(names)
                .hasSizeGreaterThan(18)
                .allSatisfy(name -> assertThat(documents).contains("`" + name));
    }

    @Test
    void relative_links_lead_somewhere() {
        var link = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
        var broken = files(".md")
                .flatMap(file -> link.matcher(text(file).replaceAll("(?s)```.*?```", ""))
                        .results()
                        .map(result -> result.group(1))
                        .filter(target -> !target.contains("://") && !target.startsWith("mailto:"))
                        .filter(target -> !Files.exists(root.resolve(file).resolveSibling(target)))
                        .map(target -> file + " -> " + target))
                .toList();

        assertThat(broken).isEmpty();
    }

    @Test
    void decisions_are_numbered_without_holes() {
        var numbers = files(".md")
                .filter(file -> file.startsWith(Path.of("docs", "adr")))
                .map(file -> Objects.toString(file.getFileName()))
                .filter(name -> name.matches("\\d{4}-.*"))
                .map(name -> Integer.parseInt(name.substring(0, 4)))
                .sorted()
                .toList();

        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }

    @Test
    void the_top_level_stays_small() {
        var allowed = List.of(
                "CHANGELOG.md", "LICENSE", "README.md", "app", "docker", "docs", "persistence", "pom.xml", "protocol");
        var others = files.stream()
                .map(file -> file.getName(0).toString())
                .filter(name -> !name.startsWith(".") && !allowed.contains(name))
                .distinct()
                .toList();

        assertThat(others).isEmpty();
    }
}
