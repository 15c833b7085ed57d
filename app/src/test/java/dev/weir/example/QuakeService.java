package dev.weir.example;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.weir.json.Envelope;
import dev.weir.topic.PublishCount;
import dev.weir.topic.Topics;
import dev.weir.wire.Draft;
import dev.weir.wire.TopicName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Framing;
import org.apache.pekko.stream.javadsl.FramingTruncation;
import org.apache.pekko.util.ByteString;

/**
 * A domain service that joins a Weir cluster and publishes the earthquakes of a file, in order.
 *
 * <p>Arguments: the cluster address that a node prints when it starts ({@code weir@127.0.0.1:7355}), and the file, with
 * one envelope a line. Exit status 0 when everything is stored, and 1 when not: then whoever looks after the process
 * starts it again. It begins anew, and stores nothing twice, since the key of each event follows from its line.
 */
public final class QuakeService {

    private static final TopicName TOPIC = new TopicName("quakes");
    private static final int LINE_BYTES_MAX = 1 << 20;

    private QuakeService() {}

    public static void main(String[] arguments) {
        var system = ActorSystem.create(Behaviors.empty(), "weir", config(arguments[0]));
        int status = publish(system, Path.of(arguments[1]));
        // Leaves the cluster before it ends, so that nobody has to find out that it is gone.
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        System.exit(status);
    }

    /** What is in quake-service.conf would be the application.conf of a project of its own. */
    private static Config config(String address) {
        return ConfigFactory.parseString("pekko.cluster.seed-nodes = [\"pekko://" + address + "\"]")
                .withFallback(ConfigFactory.load("quake-service"));
    }

    private static int publish(ActorSystem<?> system, Path file) {
        try {
            PublishCount count = FileIO.fromPath(file)
                    .via(Framing.delimiter(ByteString.fromString("\n"), LINE_BYTES_MAX, FramingTruncation.ALLOW))
                    .map(line -> draft(line.utf8String()))
                    .runWith(Topics.ofService(system).sink(TOPIC), system)
                    .toCompletableFuture()
                    .join();
            System.out.printf("%d stored, %d were stored before%n", count.stored(), count.replayed());
            return 0;
        } catch (CompletionException failed) {
            System.err.println("not everything is stored: " + failed.getCause());
            return 1;
        }
    }

    private static Draft draft(String line) {
        var draft = Envelope.read(line);
        var key = UUID.nameUUIDFromBytes(line.getBytes(StandardCharsets.UTF_8)).toString();
        return new Draft(draft.content(), draft.data(), draft.type(), draft.key(), key);
    }
}
