package dev.weir.server;

import com.typesafe.config.Config;
import dev.weir.access.Origins;
import dev.weir.access.TokenKey;
import dev.weir.access.TokenSettings;
import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.LimitSettings;
import dev.weir.admission.Overflow;
import dev.weir.http.TrustedProxies;
import dev.weir.tls.CertificateFiles;
import dev.weir.topic.Retention;
import dev.weir.wire.Cursor;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set under {@code weir}, checked. What each key does, its unit, its bounds and its default are
 * said once, in {@code reference.conf}. Sizes are in bytes.
 */
public record Settings(
        Http http,
        Management management,
        Journal journal,
        Cluster cluster,
        Auth auth,
        LimitSettings limits,
        Connections connections,
        Topics topics,
        Feed feed) {

    private static final int KIBIBYTE = 1024;
    private static final int MEBIBYTE = 1024 * KIBIBYTE;
    private static final int HEAP_SHARE_OF_FEEDS = 4;
    private static final int CONNECTIONS_MAX = 1_000_000;
    private static final int LIMIT_MAX = 1_000_000_000;
    private static final long CATCH_UP_BYTES_MAX = 1L << 50;

    /** @param tls null for plain HTTP */
    public record Http(
            String host,
            int port,
            @Nullable CertificateFiles tls,
            Duration headerTimeout,
            Duration keepAlive,
            TrustedProxies trustedProxies) {}

    /** @param tls null for plain HTTP */
    public record Management(
            String host, int port, @Nullable CertificateFiles tls) {}

    /** @param url empty for the PostgreSQL inside, whose files are in {@code dataDir} */
    public record Journal(String url, String user, String password, Path dataDir) {

        public boolean embedded() {
            return url.isEmpty();
        }

        /** Without the password, and without the URL, which may hold one. */
        @Override
        public String toString() {
            return "Journal[" + (embedded() ? dataDir : "external") + "]";
        }
    }

    /**
     * @param seeds those that are asked to let this node in; none for a cluster of its own
     * @param roles {@link #CORE}, {@link #EDGE} or both
     */
    public record Cluster(String host, int port, List<Seed> seeds, Set<String> roles) {

        /** Topics live there. */
        public static final String CORE = "core";

        /** Holds connections; topics live there only when it is core too. */
        public static final String EDGE = "edge";
    }

    /**
     * @param mode {@link #NONE} or {@link #JWT}
     * @param keys each with another kid
     * @param jwksUrl null when no more keys are to be fetched
     * @param ticketLife at most; a ticket never outlives its token
     * @param origins whose pages may use the public port from a browser, whatever the mode
     */
    public record Auth(
            String mode,
            boolean insecurePublic,
            List<TokenKey> keys,
            @Nullable URI jwksUrl,
            TokenSettings tokens,
            Duration ticketLife,
            Origins origins) {

        static final String NONE = "none";
        static final String JWT = "jwt";

        /** Whether callers must bring a token. */
        public boolean verifies() {
            return mode.equals(JWT);
        }
    }

    public record Connections(
            AdmissionSettings admission,
            Duration heartbeat,
            Duration heartbeatMin,
            Duration idleTimeout,
            Duration stallTimeout,
            Duration lifetime,
            int bufferBytes,
            Duration drainTime,
            int topicsMax) {}

    /** @param retention of topics that have none of their own */
    public record Topics(
            int eventBytesMax,
            int batchBytesMax,
            boolean create,
            int idempotencyWindow,
            Retention retention,
            int keysMax,
            long stateBytesMax) {}

    public record Feed(long logBytesMax, long memoryBytesMax) {}

    /**
     * The settings in a configuration that holds the defaults too.
     *
     * @throws BadSetting for the first value that is out of bounds, the first key that is unknown, or an address beyond
     *     loopback that would let everybody in
     */
    public static Settings load(Config config) {
        var reader = new SettingsReader(config);
        var settings = new Settings(
                http(reader),
                new Management(
                        reader.text("management.host"),
                        reader.port("management.port"),
                        TlsReader.read(reader, "management")),
                journal(reader),
                ClusterReader.read(reader),
                AuthReader.read(reader),
                limits(reader),
                connections(reader),
                topics(reader),
                feed(reader));
        reader.refuseUnknown();
        settings.refuseInsecure(reader);
        settings.refuseJournalsApart(reader);
        return settings;
    }

    /** The PostgreSQL inside is one node's own: nodes that join each other would not see what the others store. */
    private void refuseJournalsApart(SettingsReader reader) {
        if (!cluster.seeds().isEmpty() && journal.embedded()) {
            throw reader.bad("journal.url", "the PostgreSQL that all nodes share, since cluster.seeds is set");
        }
    }

    private static Http http(SettingsReader reader) {
        var second = Duration.ofSeconds(1);
        return new Http(
                reader.text("http.host"),
                reader.port("http.port"),
                TlsReader.read(reader, "http"),
                reader.time("http.header-timeout", second, Duration.ofSeconds(60)),
                reader.time("http.keep-alive", second, Duration.ofMinutes(10)),
                new TrustedProxies(reader.addressRanges("http.trusted-proxies")));
    }

    private static Journal journal(SettingsReader reader) {
        var url = reader.text("journal.url");
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw new BadSetting("weir.journal.url", "another kind of URL", "jdbc:postgresql:… or empty");
        }
        var dataDir = reader.text("journal.data-dir");
        if (dataDir.isBlank()) {
            throw reader.bad("journal.data-dir", "a path");
        }
        return new Journal(url, reader.text("journal.user"), reader.text("journal.password"), Path.of(dataDir));
    }

    private static Connections connections(SettingsReader reader) {
        var second = Duration.ofSeconds(1);
        var day = Duration.ofHours(24);
        var minute = Duration.ofSeconds(60);
        return new Connections(
                admission(reader),
                reader.time("connections.heartbeat", second, minute),
                reader.time("connections.heartbeat-min", second, minute),
                reader.time("connections.idle-timeout", second, day),
                reader.time("connections.stall-timeout", second, day),
                reader.time("connections.lifetime", second, day),
                (int) reader.bytes("connections.buffer", 64 * KIBIBYTE, MEBIBYTE),
                reader.time("connections.drain-time", Duration.ZERO, Duration.ofMinutes(10)),
                reader.count("connections.topics-max", 1, Cursor.TOPICS_MAX));
    }

    private static LimitSettings limits(SettingsReader reader) {
        return new LimitSettings(
                reader.count("limits.publish-rate", 0, LIMIT_MAX),
                reader.count("limits.connect-rate", 0, LIMIT_MAX),
                reader.count("limits.poll-rate", 0, LIMIT_MAX),
                reader.count("limits.new-topics", 0, LIMIT_MAX),
                reader.bytes("limits.catch-up-bytes", 0, CATCH_UP_BYTES_MAX));
    }

    private static AdmissionSettings admission(SettingsReader reader) {
        var retryLeast = Duration.ofMillis(100);
        var retryMost = Duration.ofMinutes(10);
        var admission = new AdmissionSettings(
                reader.count("connections.max", 1, CONNECTIONS_MAX),
                Overflow.of(reader.choice("connections.overflow", Overflow.texts())),
                reader.count("connections.per-address", 0, CONNECTIONS_MAX),
                reader.count("connections.per-subject", 0, CONNECTIONS_MAX),
                reader.count("connections.per-topic", 0, CONNECTIONS_MAX),
                reader.count("connections.admission-rate", 1, 100_000),
                reader.count("connections.catch-up-max", 1, 100_000),
                reader.time("connections.retry-min", retryLeast, retryMost),
                reader.time("connections.retry-max", retryLeast, retryMost));
        if (admission.retryMin().compareTo(admission.retryMax()) > 0) {
            throw reader.bad(
                    "connections.retry-min",
                    "at most connections.retry-max, which is " + SettingsReader.shown(admission.retryMax()));
        }
        return admission;
    }

    private static Topics topics(SettingsReader reader) {
        var topics = new Topics(
                (int) reader.bytes("topics.event-bytes-max", 1, 16 * MEBIBYTE),
                (int) reader.bytes("topics.batch-bytes-max", 1, 64 * MEBIBYTE),
                reader.flag("topics.create"),
                reader.count("topics.idempotency-window", 0, 1_000_000),
                new Retention(
                        reader.countOrForever("topics.retention-events"),
                        reader.secondsOrForever("topics.retention-age")),
                reader.count("topics.keys-max", 1, 1_000_000),
                reader.bytes("topics.state-bytes-max", 1, 256 * MEBIBYTE));
        if (topics.eventBytesMax() > topics.batchBytesMax()) {
            throw reader.bad(
                    "topics.event-bytes-max",
                    "at most topics.batch-bytes-max, which is " + SettingsReader.shown(topics.batchBytesMax()));
        }
        return topics;
    }

    private static Feed feed(SettingsReader reader) {
        long shareOfHeap = Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_FEEDS;
        return new Feed(
                reader.bytes("feed.log-bytes-max", 64 * KIBIBYTE, Long.MAX_VALUE),
                reader.bytesOr(shareOfHeap, "feed.memory-max", MEBIBYTE));
    }

    /** Whether everybody who reaches an address beyond loopback is let in; allowed only because it was asked for. */
    public boolean insecure() {
        return !auth.verifies() && (!isLoopback(http.host) || !isLoopback(management.host));
    }

    private void refuseInsecure(SettingsReader reader) {
        if (auth.verifies() || auth.insecurePublic) {
            return;
        }
        var expected = "a loopback address while weir.auth.mode is none, or weir.auth.insecure-public = true";
        if (!isLoopback(http.host)) {
            throw reader.bad("http.host", expected);
        }
        if (!isLoopback(management.host)) {
            throw reader.bad("management.host", expected);
        }
    }

    /** A name that does not resolve is not loopback, and will fail when it is bound. */
    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
