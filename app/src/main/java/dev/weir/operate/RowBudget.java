package dev.weir.operate;

import java.nio.charset.StandardCharsets;

/** Room for rows in one message between nodes. */
final class RowBudget {

    /** Below the 256 KiB that a message may have, with what comes around the rows. */
    static final int BYTES_MAX = 160 << 10;

    private int bytes;

    /** @return whether it fits; the first always does */
    boolean take(String row) {
        int wanted = row.getBytes(StandardCharsets.UTF_8).length;
        boolean fits = bytes == 0 || bytes + wanted <= BYTES_MAX;
        if (fits) {
            bytes += wanted;
        }
        return fits;
    }
}
