package dev.weir.endtoend.crowd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Who comes.
 *
 * @param clients numbered from 0
 * @param arrivalsPerSecond how fast they come for the first time; later ones come when the server told them
 * @param topics by a client's number
 * @param source by a client's number: the address of its own end
 */
record CrowdPlan(
        int clients, int arrivalsPerSecond, IntFunction<List<String>> topics, IntFunction<InetAddress> source) {

    static final int CLIENTS_MAX = 5_000;

    private static final int SOURCES = 250;

    CrowdPlan {
        if (clients < 1 || clients > CLIENTS_MAX) {
            throw new IllegalArgumentException("clients: " + clients + " (expected: 1 to " + CLIENTS_MAX + ")");
        }
    }

    /** Spread over many addresses, so that no limit of one address is met. */
    static CrowdPlan ofManyAddresses(int clients, int arrivalsPerSecond, IntFunction<List<String>> topics) {
        return new CrowdPlan(clients, arrivalsPerSecond, topics, client -> loopback(1, 1 + client % SOURCES));
    }

    /** 127.0.{@code third}.{@code fourth}: all of 127/8 is this machine. */
    static InetAddress loopback(int third, int fourth) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, (byte) third, (byte) fourth});
        } catch (UnknownHostException impossible) {
            throw new AssertionError("unreachable: four bytes", impossible);
        }
    }

    InetSocketAddress sourceOf(int client) {
        return new InetSocketAddress(source.apply(client), 0);
    }
}
