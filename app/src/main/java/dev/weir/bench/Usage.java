package dev.weir.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What processes have used up to a moment. NaN is what could not be measured.
 *
 * @param server CPU seconds of the server's own processes
 * @param children CPU seconds of the processes that it has started, those that ended among them: PostgreSQL, when inside
 * @param bench CPU seconds of this process
 */
record Usage(double server, double children, double bench) {

    /** @param pids of the server; none when it is not known */
    static Usage now(List<Long> pids) {
        return new Usage(
                sum(pids, pid -> ProcFiles.cpuSeconds(pid, false)),
                pids.isEmpty() ? Double.NaN : sum(children(pids), pid -> ProcFiles.cpuSeconds(pid, true)),
                ProcFiles.cpuSeconds(ProcessHandle.current().pid(), false));
    }

    Usage minus(Usage before) {
        return new Usage(server - before.server, children - before.children, bench - before.bench);
    }

    /** Resident bytes of the server's own processes. */
    static double residentBytes(List<Long> pids) {
        return sum(pids, ProcFiles::residentBytes);
    }

    /** Resident bytes of the processes that it started, shared pages by their share; NaN when not to be told. */
    static double childrenBytes(List<Long> pids) {
        return pids.isEmpty() ? Double.NaN : sum(children(pids), ProcFiles::proportionalBytes);
    }

    private static List<Long> children(List<Long> pids) {
        return pids.stream()
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .flatMap(ProcessHandle::descendants)
                .map(ProcessHandle::pid)
                .filter(pid -> !pids.contains(pid))
                .distinct()
                .toList();
    }

    /** Of processes that are there; one that ended meanwhile counts nothing. */
    private static double sum(List<Long> pids, ToDoubleFunction<Long> value) {
        if (pids.isEmpty()) {
            return Double.NaN;
        }
        var values = pids.stream()
                .mapToDouble(value)
                .filter(one -> !Double.isNaN(one))
                .toArray();
        if (values.length == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (double one : values) {
            sum += one;
        }
        return sum;
    }
}
