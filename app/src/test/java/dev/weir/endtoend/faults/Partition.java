package dev.weir.endtoend.faults;

import java.util.stream.IntStream;

/** One node that no packet of the others reaches, and whose packets reach none of them, while this is open. */
final class Partition implements AutoCloseable {

    private final int node;

    /** @param node cut off; its clients and its database are not */
    Partition(int node) {
        this.node = node;
        each("-I");
    }

    @Override
    public void close() {
        each("-D");
    }

    private void each(String change) {
        IntStream.range(0, Members.ALL).filter(other -> other != node).forEach(other -> {
            drop(change, Members.host(node), Members.host(other));
            drop(change, Members.host(other), Members.host(node));
        });
    }

    private static void drop(String change, String from, String to) {
        Shell.run("iptables", "-w", change, "INPUT", "-i", "lo", "-s", from, "-d", to, "-j", "DROP");
    }
}
