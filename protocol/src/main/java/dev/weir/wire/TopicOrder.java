package dev.weir.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Topics in the order of their hashes, under a salt that tells all of them apart.
 *
 * <p>A hash is the first four bytes, big-endian, of SHA-256 over one byte of salt and the UTF-8 form of the name; the
 * order is that of unsigned numbers. The salt is the smallest that gives every topic a hash of its own: 0, but for one
 * set of 64 topics in two million.
 */
final class TopicOrder {

    static final int SALTS = 256;

    private final int salt;
    private final List<TopicName> topics;
    private final int[] hashes;
    private final Map<TopicName, Integer> indices = new HashMap<>();

    private TopicOrder(int salt, Collection<TopicName> sorted) {
        this.salt = salt;
        this.topics = List.copyOf(sorted);
        this.hashes = topics.stream().mapToInt(topic -> hash(salt, topic)).toArray();
        for (int i = 0; i < topics.size(); i++) {
            indices.put(topics.get(i), i);
        }
    }

    /** @throws IllegalArgumentException when no salt tells these topics apart, which nobody can bring about */
    static TopicOrder of(Collection<TopicName> topics) {
        for (int salt = 0; salt < SALTS; salt++) {
            var sorted = sorted(salt, topics);
            if (sorted != null) {
                return new TopicOrder(salt, sorted);
            }
        }
        throw new IllegalArgumentException("topics: " + new ArrayList<>(topics)
                + " (expected: names whose hashes differ under one of " + SALTS + " salts)");
    }

    /** Null when two of the topics have the same hash. */
    private static @Nullable Collection<TopicName> sorted(int salt, Collection<TopicName> topics) {
        Map<Integer, TopicName> byHash = new TreeMap<>(Integer::compareUnsigned);
        for (var topic : topics) {
            if (byHash.put(hash(salt, topic), topic) != null) {
                return null;
            }
        }
        return byHash.values();
    }

    static int hash(int salt, TopicName topic) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) salt);
            return ByteBuffer.wrap(digest.digest(topic.text().getBytes(StandardCharsets.UTF_8)))
                    .getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    int salt() {
        return salt;
    }

    int size() {
        return topics.size();
    }

    TopicName topic(int index) {
        return topics.get(index);
    }

    int hash(int index) {
        return hashes[index];
    }

    /** The topic's place, or null when it is not one of these. */
    @Nullable Integer indexOf(TopicName topic) {
        return indices.get(topic);
    }

    List<TopicName> topics() {
        return topics;
    }
}
