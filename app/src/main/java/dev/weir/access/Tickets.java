package dev.weir.access;

import dev.weir.wire.TopicName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals tickets into texts that only nodes with the same secret can read or make, so that a ticket of one node is good on
 * every other and none has to remember it.
 *
 * <p>A text is unpadded base64url of a version, 16 random bytes, and what AES-256-GCM makes of the ticket under a key of
 * its own, HMAC-SHA256(secret, those bytes): a key that is used once has no nonces to run out of. Topics are in it as the
 * first 16 bytes of SHA-256 of their names, which keeps a ticket short enough for a URL.
 */
public final class Tickets {

    /** Bytes of the secret. */
    public static final int SECRET_BYTES = 32;

    /** Above what 64 topics and the longest claims take. */
    static final int CHARS_MAX = 4 * 1024;

    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int TAG_BITS = 128;
    private static final int HASH_BYTES = 16;

    /** Less than this the cipher does not even look at. */
    private static final int SHORTEST_BYTES = 1 + SALT_BYTES + TAG_BITS / 8;

    private static final long NEVER = Long.MIN_VALUE;

    /** One key seals one text. */
    private static final byte[] NONCE = new byte[12];

    private final SecretKeySpec secret;
    private final Revocations revocations;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** @param secret of {@link #SECRET_BYTES}, the same on every node */
    public Tickets(byte[] secret, Revocations revocations, Clock clock) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException(secret.length + " bytes (expected: " + SECRET_BYTES + ")");
        }
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.revocations = revocations;
        this.clock = clock;
    }

    /** The text to be handed out. */
    public String seal(Ticket ticket) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var sealed = new ByteArrayOutputStream();
        sealed.write(VERSION);
        sealed.writeBytes(salt);
        sealed.writeBytes(crypt(Cipher.ENCRYPT_MODE, salt, bytes(ticket)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.toByteArray());
    }

    /** Who brings it; {@link Caller.Nobody} when it is not accepted. */
    Caller holder(String text) {
        try {
            var holder = read(opened(text));
            var until = holder.credential().expiresAt();
            if (until != null && !clock.instant().isBefore(until)) {
                throw new BadToken("ticket: has expired (expected: a new one)");
            }
            if (revocations.cover(holder.credential())) {
                throw new BadToken("ticket: revoked (expected: one of a token that is good)");
            }
            return holder;
        } catch (BadToken bad) {
            return Caller.Nobody.of(bad);
        }
    }

    private byte[] opened(String text) {
        if (text.length() > CHARS_MAX) {
            throw unreadable();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw unreadable();
        }
        boolean oneForm =
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text);
        if (!oneForm || bytes.length <= SHORTEST_BYTES || bytes[0] != VERSION) {
            throw unreadable();
        }
        var salt = Arrays.copyOfRange(bytes, 1, 1 + SALT_BYTES);
        return crypt(Cipher.DECRYPT_MODE, salt, Arrays.copyOfRange(bytes, 1 + SALT_BYTES, bytes.length));
    }

    private byte[] crypt(int mode, byte[] salt, byte[] text) {
        try {
            var mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            var key = new SecretKeySpec(mac.doFinal(salt), "AES");
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, NONCE));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException failure) {
            if (mode == Cipher.DECRYPT_MODE) {
                throw unreadable();
            }
            throw new IllegalStateException(failure);
        }
    }

    private static byte[] bytes(Ticket ticket) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            writeTime(out, ticket.expiresAt());
            writeTime(out, ticket.of().issuedAt());
            writeText(out, ticket.of().subject());
            writeText(out, ticket.of().tokenId());
            for (var topic : ticket.topics()) {
                out.write(hash(topic));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Only of what was sealed here, so its form is not in doubt. */
    private static Caller.TicketHolder read(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var until = Instant.ofEpochSecond(in.readLong());
            long issued = in.readLong();
            var subject = readText(in);
            var tokenId = readText(in);
            var hashes = new HashSet<String>();
            while (in.available() > 0) {
                hashes.add(key(in.readNBytes(HASH_BYTES)));
            }
            var of = new Credential(subject, tokenId, issued == NEVER ? null : Instant.ofEpochSecond(issued), until);
            return new Caller.TicketHolder(of, topic -> hashes.contains(key(hash(topic))));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void writeTime(DataOutputStream out, @Nullable Instant time) throws IOException {
        out.writeLong(time == null ? NEVER : time.getEpochSecond());
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        byte[] utf8 = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(utf8.length);
        out.write(utf8);
    }

    /** An empty one is none: claims are never empty. */
    private static @Nullable String readText(DataInputStream in) throws IOException {
        var text = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
        return text.isEmpty() ? null : text;
    }

    private static byte[] hash(TopicName topic) {
        try {
            var whole = MessageDigest.getInstance("SHA-256").digest(topic.text().getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String key(byte[] hash) {
        return Base64.getEncoder().encodeToString(hash);
    }

    private static BadToken unreadable() {
        return new BadToken("ticket: not one of ours (expected: as POST /tickets gave it)");
    }
}
