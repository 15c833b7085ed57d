package dev.weir.journal;

import dev.weir.wire.Draft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The first 16 bytes of a SHA-256: enough that nobody finds two texts that share them. */
public record Fingerprint(long high, long low) {

    static final int BYTES = 16;

    /** Of a text alone. */
    public static Fingerprint of(String text) {
        var digest = sha256();
        add(digest, text);
        return first(digest);
    }

    /** Of type, key and data of each draft, in order; each part with its length, so that parts cannot be shifted. */
    public static Fingerprint of(List<Draft> drafts) {
        var digest = sha256();
        for (var draft : drafts) {
            add(digest, draft.type());
            add(digest, draft.key());
            add(digest, draft.data());
        }
        return first(digest);
    }

    private static void add(MessageDigest digest, @Nullable String part) {
        if (part == null) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(-1).flip());
            return;
        }
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }

    private static Fingerprint first(MessageDigest digest) {
        var bytes = ByteBuffer.wrap(digest.digest());
        return new Fingerprint(bytes.getLong(), bytes.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
