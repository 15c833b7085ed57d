package dev.weir.journal;

import java.io.NotSerializableException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes journal entries and topic snapshots to PostgreSQL, by manifests with versions and never by class name, so that
 * classes may be renamed and moved. The bytes of every version are pinned by tests.
 */
public final class JournalSerializer extends SerializerWithStringManifest {

    /** Stored beside every row; never reused for another format. */
    public static final int IDENTIFIER = 7_310_001;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object stored) {
        if (stored instanceof JournalEntry entry) {
            return EntryFormat.manifest(entry);
        }
        if (stored instanceof TopicState state) {
            return SnapshotFormat.manifest(state);
        }
        throw unknown(stored);
    }

    @Override
    public byte[] toBinary(Object stored) {
        if (stored instanceof JournalEntry entry) {
            return EntryFormat.write(entry);
        }
        if (stored instanceof TopicState state) {
            return SnapshotFormat.write(state);
        }
        throw unknown(stored);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        try {
            return SnapshotFormat.isState(manifest)
                    ? SnapshotFormat.read(manifest, bytes)
                    : EntryFormat.read(manifest, bytes);
        } catch (IllegalArgumentException e) {
            throw new NotSerializableException(e.getMessage());
        }
    }

    private static IllegalArgumentException unknown(Object stored) {
        return new IllegalArgumentException(
                "journal type: " + stored.getClass().getName() + " (expected: JournalEntry or TopicState)");
    }
}
