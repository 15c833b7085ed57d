package dev.weir.journal;

/**
 * That an idempotency key was used, as it stands beside the first event of its unit: one event, or a batch that one key
 * covers. Keys and contents are remembered as hashes only.
 *
 * @param key of the idempotency key's text
 * @param content of type, key and data of every draft of the unit
 * @param count events of the unit, stored under consecutive sequence numbers
 */
public record KeyMark(Fingerprint key, Fingerprint content, int count) {

    public KeyMark {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
    }
}
