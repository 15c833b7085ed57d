package dev.weir.bench;

import java.util.List;
import java.util.function.Supplier;

/**
 * What is measured of the server's processes.
 *
 * @param pids of the server at this moment; none when they are not known
 * @param childrenApart whether the processes that it starts are another program, as PostgreSQL is, and not its own workers
 */
record Meter(Supplier<List<Long>> pids, boolean childrenApart) {

    /** What was used up to now. */
    Usage usage() {
        var usage = Usage.now(pids.get());
        if (childrenApart) {
            return usage;
        }
        double children = Double.isNaN(usage.children()) ? 0 : usage.children();
        return new Usage(usage.server() + children, Double.NaN, usage.bench());
    }

    /** Cores that server and bench used, from what they used in so many seconds. */
    Run cores(Run run, Usage used, double seconds) {
        return run.with(Figure.SERVER_CORES, used.server() / seconds).with(Figure.BENCH_CORES, used.bench() / seconds);
    }

    /** CPU for each million of something. */
    Run perMillion(Run run, Usage used, double count) {
        var more = run.with(Figure.SERVER_PER_MILLION, used.server() / (count / 1e6));
        return childrenApart ? more.with(Figure.CHILDREN_PER_MILLION, used.children() / (count / 1e6)) : more;
    }

    /** CPU for each publish. */
    Run perEvent(Run run, Usage used, double events) {
        var more = run.with(Figure.SERVER_PER_PUBLISH, used.server() * 1e6 / events);
        return childrenApart ? more.with(Figure.CHILDREN_PER_PUBLISH, used.children() * 1e6 / events) : more;
    }

    double residentBytes() {
        double own = Usage.residentBytes(pids.get());
        double children = childrenApart ? 0 : childrenBytes();
        return own + (Double.isNaN(children) ? 0 : children);
    }

    double childrenBytes() {
        return Usage.childrenBytes(pids.get());
    }

    /** Of a server that is one JVM; NaN of others. */
    double heapBytes() {
        var all = pids.get();
        return all.size() == 1 ? LiveHeap.bytes(all.get(0)) : Double.NaN;
    }
}
