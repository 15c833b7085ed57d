package dev.weir.command;

import dev.weir.wire.Draft;
import java.util.List;

/**
 * Lines that are published together, all or none of them.
 *
 * @param lines of each draft, the number over all inputs; blank lines may lie between them
 * @param bytesTaken of all inputs, up to and with the last line
 */
record Batch(List<Draft> drafts, List<Long> lines, long bytesTaken) {

    long firstLine() {
        return lines.get(0);
    }

    long lastLine() {
        return lines.get(lines.size() - 1);
    }
}
