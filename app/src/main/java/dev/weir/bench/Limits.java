package dev.weir.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the machine allows, looked at before anything is started. */
final class Limits {

    private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int CONNECTIONS_MAX_DEFAULT = 10_000;

    /** A hundredth of the seats is not given to one address; some more. */
    private static final int ONE_ADDRESS_LACKS = 50;

    /** Files, libraries and sockets beside those that a plan counts. */
    private static final int FILES_BESIDE = 300;

    private Limits() {}

    /** Streams and publishers of a plan, at once. */
    static int connections(Plan plan) {
        return plan.scenario() == Scenario.PUBLISH ? plan.publishers() : plan.connections() + plan.publishers();
    }

    /**
     * Settings that make room on a server that is started for the plan. Where streams are opened anew for each run, the
     * server may still know those of the run before. All come from one address, which gets a little less than all seats;
     * only a storm is to meet the rate at which newcomers are let in.
     */
    static List<String> serverSettings(Plan plan) {
        boolean again = plan.scenario() == Scenario.CONNECT || plan.scenario() == Scenario.CATCH_UP;
        int needed = connections(plan) * (again ? 2 : 1) + FILES_BESIDE;
        int max = Math.max(CONNECTIONS_MAX_DEFAULT, needed + needed / ONE_ADDRESS_LACKS);
        var settings = new ArrayList<String>();
        settings.add("-Dweir.connections.max=" + max);
        settings.add("-Dweir.connections.per-address=0");
        settings.add("-Dweir.connections.drain-time=0s");
        for (var limit : List.of("publish-rate", "connect-rate", "poll-rate", "new-topics", "catch-up-bytes")) {
            settings.add("-Dweir.limits." + limit + "=0");
        }
        if (plan.scenario() != Scenario.RESUME_STORM) {
            settings.add("-Dweir.connections.admission-rate=100000");
        }
        return settings;
    }

    /**
     * Checks and tells them.
     *
     * @param pids of a server that runs already; none for one that will be started, with the limits of this process
     * @throws BenchStop when the plan does not fit
     */
    static void check(Plan plan, List<Long> pids, boolean own, Map<String, Object> told) {
        int needed = connections(plan) + FILES_BESIDE;
        int here = plan.scenario() == Scenario.CEILING ? 2 * needed : needed;
        checkFiles("bench", ProcFiles.openFilesMax("self"), here, told);
        if (own) {
            checkFiles("server", ProcFiles.openFilesMax("self"), needed, told);
        } else if (plan.scenario() != Scenario.CEILING) {
            double limit = pids.isEmpty() ? Double.NaN : ProcFiles.openFilesMax(Long.toString(pids.get(0)));
            checkFiles("server", limit, pids.size() > 1 ? 0 : needed, told);
        }
        checkPorts(connections(plan), told);
    }

    private static void checkFiles(String who, double limit, int needed, Map<String, Object> told) {
        told.put("open files, " + who, Double.isNaN(limit) ? "not measured" : (long) limit);
        if (limit < needed) {
            throw BenchStop.usage(String.format(
                    "open files of the %s: %.0f (expected: at least %d, see ulimit -n)", who, limit, needed));
        }
    }

    private static void checkPorts(int connections, Map<String, Object> told) {
        var range = ProcFiles.read(PORT_RANGE).strip().split("\\s+", -1);
        if (range.length != 2) {
            return;
        }
        int ports = Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1;
        told.put("ports for clients", range[0] + " to " + range[1]);
        if (connections > ports) {
            throw BenchStop.usage("ports for clients: " + ports + " (expected: at least " + connections
                    + ", see net.ipv4.ip_local_port_range)");
        }
    }
}
