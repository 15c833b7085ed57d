package dev.weir.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that runs a PostgreSQL in a folder, to be killed. Stands for a node. */
final class NodeForTests implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private NodeForTests(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What the process runs; it ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        try (var server =
                EmbeddedPostgres.start(Path.of(arguments[0]), Path.of(arguments[1]), EmbeddedPostgres.START_MAX)) {
            System.out.println("ready");
            while (server.alive() && System.in.read() >= 0) {}
        } catch (DatabaseUnusable refused) {
            System.out.println(refused.getMessage());
        }
    }

    static NodeForTests start(Path dataFolder, Path programsFolder) throws IOException {
        return start(List.of(), System.getProperty("java.class.path"), dataFolder, programsFolder);
    }

    /** With words before {@code java}, as another user for example, who must be able to read the class path. */
    static NodeForTests start(List<String> prefix, String classPath, Path dataFolder, Path programsFolder)
            throws IOException {
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", classPath, NodeForTests.class.getName()));
        command.addAll(List.of(dataFolder.toString(), programsFolder.toString()));
        return new NodeForTests(new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** The next line that it prints; "ready" when PostgreSQL accepts connections. */
    String line() throws IOException {
        return String.valueOf(output.readLine());
    }

    void awaitReady() throws IOException {
        for (var line = line(); !line.equals("ready"); line = line()) {
            if (line.equals("null")) {
                throw new AssertionError("the node ended before it was ready");
            }
        }
    }

    /** As {@code kill -9} does it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** The process id in the first line of {@code postmaster.pid}. */
    static long serverPid(Path dataFolder) throws IOException {
        return Long.parseLong(
                Files.readAllLines(dataFolder.resolve("data/postmaster.pid")).get(0));
    }

    /** Zombies count as gone: they hold nothing. */
    static boolean isGone(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException gone) {
            return true;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
