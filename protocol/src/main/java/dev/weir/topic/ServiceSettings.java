package dev.weir.topic;

import com.typesafe.config.Config;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * How a service publishes; {@code weir.service} in its configuration. What each does is said in
 * {@code weir-service.conf}, with its default.
 *
 * @param retryFor from the moment in which it was asked for; then a publish is given up
 * @param tryFor deadline of one try; its answer is awaited for {@code Topics.COMMIT_TIME_MAX} longer
 * @param pauseMin after the first refusal, doubled with each one up to {@code pauseMax}
 * @param publishesMax of tell and ask under way at once, and
 * @param bytesMax bytes of their drafts
 * @param sinkEventsMax drafts that a sink puts into one publish, and
 * @param sinkBytesMax their bytes; a larger draft goes alone
 */
public record ServiceSettings(
        PublishBounds bounds,
        Duration retryFor,
        Duration tryFor,
        Duration pauseMin,
        Duration pauseMax,
        int publishesMax,
        long bytesMax,
        int sinkEventsMax,
        int sinkBytesMax) {

    public static final ServiceSettings DEFAULT = new ServiceSettings(
            PublishBounds.DEFAULT,
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            10_000,
            64 << 20,
            500,
            1 << 20);

    private static final String SYSTEM = "weir";
    private static final String ROLE = "service";
    private static final String ROOT = "weir.service";
    private static final String FRAME = "pekko.remote.artery.advanced.maximum-large-frame-size";

    /**
     * Of this member of the cluster.
     *
     * @throws IllegalStateException when it cannot work as a service: another name, no {@code weir-service.conf}, another
     *     role, or frames that hold less than a batch
     */
    static ServiceSettings of(ActorSystem<?> system) {
        if (!system.name().equals(SYSTEM)) {
            throw wrong("name of the actor system: \"" + system.name() + "\"", "\"" + SYSTEM + "\", as the nodes'");
        }
        var config = system.settings().config();
        if (!config.hasPath(ROOT)) {
            throw wrong(ROOT + ": not set", "include classpath(\"weir-service.conf\") in application.conf");
        }
        var roles = Cluster.get(system).selfMember().getRoles();
        if (!roles.contains(ROLE) || roles.contains(NodeWatch.NODE_ROLE)) {
            throw wrong("pekko.cluster.roles: " + roles, ROLE + ", and not " + NodeWatch.NODE_ROLE);
        }
        var settings = read(config.getConfig(ROOT));
        if (config.getBytes(FRAME) < settings.bounds.frameBytesMax()) {
            throw wrong(
                    FRAME + ": " + config.getBytes(FRAME) + " bytes",
                    "at least " + settings.bounds.frameBytesMax() + ", which is " + ROOT
                            + ".batch-bytes-max and 1 MiB");
        }
        return settings;
    }

    private static ServiceSettings read(Config config) {
        return new ServiceSettings(
                new PublishBounds(bytes(config, "event-bytes-max"), bytes(config, "batch-bytes-max")),
                config.getDuration("retry-for"),
                config.getDuration("try-for"),
                config.getDuration("pause-min"),
                config.getDuration("pause-max"),
                config.getInt("publishes-max"),
                config.getBytes("bytes-max"),
                config.getInt("sink-events-max"),
                bytes(config, "sink-bytes-max"));
    }

    private static int bytes(Config config, String key) {
        return Math.toIntExact(config.getBytes(key));
    }

    private static IllegalStateException wrong(String what, String expected) {
        return new IllegalStateException(what + " (expected: " + expected + ")");
    }
}
