package dev.weir.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.postgres.DatabaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** The jar that ships, running {@code serve} in a process of its own on free ports of loopback. */
public final class WeirProcess implements AutoCloseable {

    private static final Path JAR = Path.of(System.getProperty("weir.jar", "target/weir.jar"));
    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final int LINES_KEPT = 2_000;
    private static final ObjectMapper json = new ObjectMapper();

    private final Process process;
    private final HttpClient http;
    private final ConcurrentLinkedDeque<String> lines = new ConcurrentLinkedDeque<>();
    private final CompletableFuture<JsonNode> started = new CompletableFuture<>();

    private WeirProcess(int port, List<String> jvm, List<String> options, Map<String, String> environment) {
        this(HttpClient.newHttpClient(), port, jvm, options, environment);
    }

    private WeirProcess(
            HttpClient http, int port, List<String> jvm, List<String> options, Map<String, String> environment) {
        this.http = http;
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(List.of("-Xmx1g", "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar(), "serve", "--port", Integer.toString(port), "--management-port", "0"));
        command.addAll(options);
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var reader = new Thread(this::readLines, "weir-process-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** The program that runs jars: the one that runs the tests. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String jar() {
        return JAR.toString();
    }

    /** On the PostgreSQL inside, with its files in this folder. */
    public static WeirProcess on(Path dataFolder, String... jvm) {
        return onPort(0, dataFolder, jvm);
    }

    /** The same, at the address where clients look for it already. */
    public static WeirProcess onPort(int port, Path dataFolder, String... jvm) {
        return new WeirProcess(port, List.of(jvm), List.of("--data-dir", dataFolder.toString()), Map.of()).awaitReady();
    }

    /** On the PostgreSQL inside, with a management port that speaks TLS. */
    static WeirProcess trusting(SSLContext trusted, Path dataFolder, String... jvm) {
        var http = HttpClient.newBuilder().sslContext(trusted).build();
        return new WeirProcess(http, 0, List.of(jvm), List.of("--data-dir", dataFolder.toString()), Map.of())
                .awaitReady();
    }

    /** On the PostgreSQL inside, with the settings of a file. */
    public static WeirProcess configured(Path dataFolder, Path config) {
        return configured(HttpClient.newHttpClient(), dataFolder, config);
    }

    /** The same, where the settings give the management port TLS. */
    public static WeirProcess configured(SSLContext trusted, Path dataFolder, Path config) {
        return configured(HttpClient.newBuilder().sslContext(trusted).build(), dataFolder, config);
    }

    private static WeirProcess configured(HttpClient http, Path dataFolder, Path config) {
        return new WeirProcess(
                        http,
                        0,
                        List.of(),
                        List.of("--data-dir", dataFolder.toString(), "--config", config.toString()),
                        Map.of())
                .awaitReady();
    }

    /** On a database of the test's, with the settings of a file. */
    static WeirProcess configured(DatabaseSettings database, Path config) {
        return new WeirProcess(0, List.of(), List.of("--config", config.toString()), environment(database))
                .awaitReady();
    }

    /** On a database of the test's. */
    public static WeirProcess on(DatabaseSettings database, String... jvm) {
        return new WeirProcess(0, List.of(jvm), List.of(), environment(database)).awaitReady();
    }

    /** On a database that it shares, at this public port, not waited for: it may wait for others itself. */
    public static WeirProcess member(DatabaseSettings database, int port, String... jvm) {
        return member(database, port, Map.of(), jvm);
    }

    /** The same, with more variables. */
    public static WeirProcess member(
            DatabaseSettings database, int port, Map<String, String> variables, String... jvm) {
        var all = new HashMap<>(environment(database));
        all.putAll(variables);
        return new WeirProcess(port, List.of(jvm), List.of(), all);
    }

    private static Map<String, String> environment(DatabaseSettings database) {
        return Map.of(
                "WEIR_JDBC_URL", database.jdbcUrl(),
                "WEIR_JDBC_USER", database.user(),
                "WEIR_JDBC_PASSWORD", database.password());
    }

    /** A path of the public port. */
    public URI uri(String path) {
        return base("stream").resolve(path);
    }

    /** A path of the management port. */
    public URI management(String path) {
        return base("metrics").resolve(path);
    }

    /** Where services join. */
    String clusterAddress() {
        return started.join().path("data").path("cluster").asText();
    }

    public int port() {
        return uri("/").getPort();
    }

    public String get(URI uri) {
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it says that clients may be sent to it. */
    public boolean isReady() {
        return started.isDone()
                && !started.isCompletedExceptionally()
                && get(management("/health/ready")).contains("\"ready\"");
    }

    /** As {@code kill -9}; returns when the process is gone. */
    public void killHard() {
        process.destroyForcibly();
        awaitExit();
    }

    /** As {@code kill -TERM}; returns at once. */
    public void terminate() {
        process.destroy();
    }

    public int awaitExit() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("still running:\n" + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The last lines that it printed. */
    public String output() {
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    killHard();
                }
            } catch (InterruptedException e) {
                killHard();
            }
        }
    }

    private WeirProcess awaitReady() {
        try {
            started.get(START_MAX.toSeconds(), TimeUnit.SECONDS);
            await().atMost(START_MAX)
                    .until(() -> get(management("/health/ready")).contains("\"ready\""));
            return this;
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw new AssertionError("did not start:\n" + output(), e);
        }
    }

    /** Scheme, host and port of an address that was announced. */
    private URI base(String member) {
        var address = started.join().path("data").path(member).asText();
        return URI.create(address.substring(0, address.indexOf('/', address.indexOf("://") + "://".length()) + 1));
    }

    private void readLines() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
            }
        } catch (IOException e) {
            keep(e.toString());
        }
        started.completeExceptionally(new AssertionError("the process has ended"));
    }

    private void keep(String line) {
        lines.add(line);
        if (lines.size() > LINES_KEPT) {
            lines.poll();
        }
        if (line.contains("\"started\"")) {
            try {
                started.complete(json.readTree(line));
            } catch (IOException e) {
                started.completeExceptionally(e);
            }
        }
    }
}
