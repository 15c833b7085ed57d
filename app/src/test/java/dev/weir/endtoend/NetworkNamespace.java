package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A second machine, as far as the network is concerned: a namespace of its own, with one cable to this one. Needs root and
 * {@code ip}.
 */
final class NetworkNamespace implements AutoCloseable {

    private final String name = "weir-" + ProcessHandle.current().pid();

    /** Of the cable's two ends: names of at most 15 characters. */
    private final String here = "wh" + ProcessHandle.current().pid();

    private final String there = "wt" + ProcessHandle.current().pid();

    /** From the block for tests between networks, 198.18.0.0/15 (RFC 2544): a /30 that others hardly have. */
    private final String network = "198.18." + ThreadLocalRandom.current().nextInt(256) + ".";

    private final int base = 4 * ThreadLocalRandom.current().nextInt(64);

    private NetworkNamespace() {}

    /** Skips the test where that is not allowed. */
    static NetworkNamespace make() {
        Programs.need("ip", "-V");
        var made = new NetworkNamespace();
        var trouble = made.setUp();
        if (!trouble.isEmpty()) {
            made.close();
        }
        Programs.insist(trouble);
        return made;
    }

    /** The address of this side of the cable. */
    String host() {
        return network + (base + 1);
    }

    /** The address of the other side. */
    String guest() {
        return network + (base + 2);
    }

    /** Runs a program on the other side; its output is thrown away. */
    Process start(String... command) {
        var whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(List.of(command));
        try {
            return new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Pulls the cable out on the other side: nobody is told anything. */
    void cut() {
        assertThat(ip("-n", name, "link", "set", there, "down")).isEmpty();
    }

    @Override
    public void close() {
        // Neither need be there when something failed on the way.
        ip("link", "delete", here);
        ip("netns", "delete", name);
    }

    /** What went wrong; empty if nothing did. */
    private String setUp() {
        return Arrays.asList(
                        new String[] {"netns", "add", name},
                        new String[] {"link", "add", here, "type", "veth", "peer", "name", there, "netns", name},
                        new String[] {"address", "add", host() + "/30", "dev", here},
                        new String[] {"-n", name, "address", "add", guest() + "/30", "dev", there},
                        new String[] {"link", "set", here, "up"},
                        new String[] {"-n", name, "link", "set", there, "up"})
                .stream()
                .map(NetworkNamespace::ip)
                .filter(trouble -> !trouble.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** What it printed, and its status unless that is 0. */
    private static String ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            return status == 0 ? "" : String.join(" ", command) + ": " + printed.strip() + " (status " + status + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
