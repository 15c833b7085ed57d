package dev.weir.endtoend.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One node that no packet of the others reaches, and whose packets reach none of them, while this is open. */
final class Partition implements Trouble {

    private final int node;
    private final List<String> verdict;

    private Partition(int node, List<String> verdict) {
        this.node = node;
        this.verdict = verdict;
        each("-I");
    }

    /**
     * Packets vanish.
     *
     * @param node cut off; its clients and its database are not
     */
    static Partition silent(int node) {
        return new Partition(node, List.of("-j", "DROP"));
    }

    /** Connections are reset, and what is on its way in them is lost. */
    static Partition resetting(int node) {
        return new Partition(node, List.of("-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset"));
    }

    @Override
    public void close() {
        each("-D");
    }

    private void each(String change) {
        IntStream.range(0, Members.ALL).filter(other -> other != node).forEach(other -> {
            rule(change, Members.host(node), Members.host(other));
            rule(change, Members.host(other), Members.host(node));
        });
    }

    private void rule(String change, String from, String to) {
        var command = new ArrayList<>(List.of("iptables", "-w", change, "INPUT", "-i", "lo", "-s", from, "-d", to));
        command.addAll(verdict);
        Shell.run(command.toArray(String[]::new));
    }
}
