package dev.weir.endtoend;

import dev.weir.example.QuakeService;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The example service in a process of its own, with what the protocol module brings and nothing of the server. */
public final class ServiceProcess implements AutoCloseable {

    /** What may stand on a service's class path: the protocol, what its pom brings, a logger, and these tests. */
    private static final Pattern ALLOWED = Pattern.compile(".*/(protocol/target/(classes|weir-protocol-[^/]*\\.jar)"
            + "|app/target/test-classes"
            + "|org/apache/pekko/pekko-(?!http|parsing|persistence|testkit|actor-testkit)[^/]*/.*"
            + "|(com/fasterxml/jackson|com/typesafe/config|com/typesafe/ssl-config|org/scala-lang|org/agrona"
            + "|org/reactivestreams|org/reactive-streams|org/slf4j|org/jspecify|ch/qos/logback)/.*)");

    private final Process process;
    private final Path output;

    private ServiceProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param settings as {@code key=value}, for this run */
    public static ServiceProcess start(String clusterAddress, Path quakes, String... settings) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-cp", classPath()));
        for (var setting : settings) {
            command.add("-D" + setting);
        }
        command.addAll(List.of(QuakeService.class.getName(), clusterAddress, quakes.toString()));
        try {
            var output = Files.createTempFile("service", ".log");
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            return new ServiceProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String classPath() {
        return System.getProperty("java.class.path")
                .lines()
                .flatMap(Pattern.compile(File.pathSeparator)::splitAsStream)
                .filter(entry -> ALLOWED.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9}. */
    void killHard() {
        process.destroyForcibly();
        awaitExit(10);
    }

    public int awaitExit(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError("still running:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** All that it printed. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
