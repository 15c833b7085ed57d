package dev.weir.server;

import com.typesafe.config.Config;
import dev.weir.observe.HealthRoute;
import dev.weir.observe.JournalCheck;
import dev.weir.observe.Log;
import dev.weir.observe.Metrics;
import dev.weir.observe.NodeReadings;
import dev.weir.observe.Readiness;
import dev.weir.observe.SupervisionRecord;
import dev.weir.postgres.DatabaseUnusable;
import dev.weir.terminal.ExitStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: everything there is of Weir in a process, built in the order in which data flows and stopped in the
 * reverse order.
 *
 * <p>The end: readiness off; streams end, spread over the drain time; the public port closes; feeds end; topics finish
 * their commits and move; the cluster is left; the actors end; last of all the PostgreSQL inside stops, which is why
 * neither the actor system nor the JVM's hooks may end the process themselves.
 */
public final class Node {

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private static final String NAME = "weir";
    private static final String JOIN_PATIENCE = "pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes";
    private static final Duration JOURNAL_ASKED_EVERY = Duration.ofSeconds(2);

    /** For streams whose node the others have given up: events go on elsewhere already. */
    private static final Duration DRAIN_WHEN_DOWNED = Duration.ofSeconds(2);

    /** Answers under way when the streams have ended: publishes whose commit has begun. */
    private static final Duration ANSWERS_WAIT_MAX = Duration.ofSeconds(8);

    /** Streams that have ended and whose last bytes are on their way. */
    private static final Duration GOODBYES_WAIT_MAX = Duration.ofSeconds(3);

    /** Why the actor system was told to end, for {@link CoordinatedShutdown}. */
    private record Told(int exitStatus) implements CoordinatedShutdown.Reason {}

    private final JournalDatabase database;
    private final Metrics metrics;
    private final SupervisionRecord supervision = new SupervisionRecord(Clock.systemUTC());
    private final ActorSystem<Void> system;
    private final JournalProbe probe;
    private final JournalCheck journalCheck;
    private final SharedCredentials credentials;
    private final AccessControl accessControl;
    private final Listeners listeners;
    private final Readiness readiness;
    private final DataPath dataPath;
    private final Operators operators;
    private final HttpServer publicServer;
    private final HttpServer managementServer;
    private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

    private Node(Config loaded, Settings settings, JournalDatabase database) {
        this.database = database;
        metrics = new Metrics(settings.connections().admission().max());
        system = ActorSystem.create(Behaviors.empty(), NAME, PekkoSettings.of(loaded, settings, database.settings()));
        probe = new JournalProbe(database.settings());
        journalCheck = JournalCheck.every(JOURNAL_ASKED_EVERY, probe);
        system.getWhenTerminated().whenCompleteAsync((done, failure) -> release(), Node::onOwnThread);
        try {
            credentials =
                    new SharedCredentials(database.settings(), Clock.systemUTC(), metrics.access()::revocationsUnread);
            accessControl = new AccessControl(
                    settings.auth(),
                    credentials.revocations(),
                    credentials.tickets(),
                    Clock.systemUTC(),
                    new MetricsObservers(metrics, supervision).keySet());
            listeners = new Listeners(settings, metrics, Clock.systemUTC());
            readiness = new Readiness(journalCheck::isUp, this::isMember, accessControl::isUp);
            dataPath = new DataPath(
                    system,
                    settings,
                    database.settings(),
                    metrics,
                    supervision,
                    accessControl.access(),
                    credentials,
                    Clock.systemUTC());
            credentials.watch(dataPath::endRevoked);
            var readings = readings();
            metrics.watch(readings);
            operators = new Operators(
                    system,
                    database.settings(),
                    dataPath,
                    metrics,
                    readings,
                    supervision,
                    credentials,
                    accessControl.access(),
                    this::stop,
                    Clock.systemUTC());
            join(settings.cluster().seeds());
            managementServer = bind(
                    listeners.management(),
                    new ManagementGuard(
                            accessControl.access(),
                            new ManagementRoutes(new HealthRoute(readiness), metrics, operators::api),
                            Materializer.matFromSystem(system)));
            publicServer = bind(
                    listeners.http(accessControl.cors()),
                    new PublicRoutes(
                            dataPath::publish,
                            dataPath::stream,
                            dataPath::manage,
                            dataPath::tickets,
                            new ClientRoute()));
        } catch (RuntimeException | Error failure) {
            stop(ExitStatus.FAILED);
            stopped.join();
            throw failure;
        }
        registerShutdown(settings);
        var unused = database.died().thenAccept(how -> stop(ExitStatus.FAILED));
    }

    /**
     * Blocks until both ports answer; the node is ready a moment later, which {@code /health/ready} tells.
     *
     * @param loaded from {@link SettingsSources}
     * @throws StartFailure when a port is taken or the database is not to be had
     */
    public static Node start(Config loaded, Settings settings) {
        try {
            return new Node(loaded, settings, JournalDatabase.open(settings.journal()));
        } catch (DatabaseUnusable unusable) {
            throw new StartFailure(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /** Where clients go. */
    public String publicUrl() {
        return publicServer.url();
    }

    /** Where operators go. */
    public String managementUrl() {
        return managementServer.url();
    }

    /** Where other members of the cluster go: {@code weir@host:port}. */
    public String clusterAddress() {
        return Cluster.get(system).selfMember().address().hostPort();
    }

    /** Begins the end, if it has not begun; returns at once. */
    public void stop() {
        stop(ExitStatus.STOPPED);
    }

    /** The exit status, when everything has stopped. */
    public CompletableFuture<Integer> stopped() {
        return stopped.copy();
    }

    private void stop(int exitStatus) {
        log.info("stopping");
        var unused = CoordinatedShutdown.get(system).runAll(new Told(exitStatus));
    }

    private NodeReadings readings() {
        var cluster = Cluster.get(system);
        return new NodeReadings(
                dataPath.memory()::bytes,
                dataPath.memory()::bytesMax,
                dataPath.memory()::wakeUps,
                journalCheck::isUp,
                readiness::draining,
                () -> (int) StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                        .filter(member -> member.status().equals(MemberStatus.up()))
                        .count(),
                () -> cluster.state().getUnreachable().size());
    }

    /** Whether it was let in is for {@link #isMember} to say. */
    private void join(List<Seed> seeds) {
        var cluster = Cluster.get(system);
        if (seeds.isEmpty()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            return;
        }
        var addresses = seeds.stream()
                .map(seed -> new Address("pekko", NAME, seed.host(), seed.port()))
                .toList();
        cluster.manager().tell(new JoinSeedNodes(addresses));
    }

    private boolean isMember() {
        return Cluster.get(system).selfMember().status().equals(MemberStatus.up());
    }

    private HttpServer bind(Listener listener, Route route) {
        try {
            return HttpServer.bind(system, listener, route)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failure) {
            throw new StartFailure(
                    "weir." + listener.section() + ": cannot listen on " + listener.host() + ":" + listener.port()
                            + " (expected: an address of this machine and a free port)",
                    failure);
        }
    }

    /** In each phase what was built later goes first. */
    private void registerShutdown(Settings settings) {
        var drainTime = settings.connections().drainTime();
        onShutdown(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "end-streams", () -> {
            sayWhy(settings.cluster().seeds());
            readiness.drain();
            return dataPath.endStreams(wasTold() ? drainTime : DRAIN_WHEN_DOWNED);
        });
        onShutdown(
                CoordinatedShutdown.PhaseServiceUnbind(),
                "close-public-port",
                () -> publicServer
                        .streamsSent(GOODBYES_WAIT_MAX)
                        .thenCompose(sent -> publicServer.terminate(ANSWERS_WAIT_MAX)));
        onShutdown(CoordinatedShutdown.PhaseServiceStop(), "end-feeds", dataPath::endFeeds);
        onShutdown(
                CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
                "close-management-port",
                () -> managementServer.terminate(Duration.ofSeconds(1)));
    }

    private void sayWhy(List<Seed> seeds) {
        var patience = system.settings().config().getDuration(JOIN_PATIENCE);
        CoordinatedShutdown.get(system)
                .getShutdownReason()
                .flatMap(reason -> ClusterEnd.why(reason, seeds, patience))
                .ifPresent(log::error);
    }

    private void onShutdown(String phase, String task, Supplier<CompletionStage<Done>> action) {
        CoordinatedShutdown.get(system).addTask(phase, task, action);
    }

    /** After the actors: what they might have used until the end. */
    private void release() {
        int exitStatus = exitStatus();
        try {
            if (operators != null) {
                operators.close();
            }
            if (dataPath != null) {
                dataPath.close();
            }
            journalCheck.close();
            probe.close();
            if (accessControl != null) {
                accessControl.close();
            }
            if (credentials != null) {
                credentials.close();
            }
            if (listeners != null) {
                listeners.close();
            }
            metrics.close();
            database.close();
        } catch (RuntimeException failure) {
            log.error("could not stop in order", failure);
            exitStatus = ExitStatus.FAILED;
        }
        Log.event("stopped", Map.of("exitStatus", exitStatus));
        stopped.complete(exitStatus);
    }

    /** Anything but having been told, such as being declared down by the others, is a failure. */
    private int exitStatus() {
        return told().map(Told::exitStatus).orElse(ExitStatus.FAILED);
    }

    private boolean wasTold() {
        return told().isPresent();
    }

    private Optional<Told> told() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(Told.class::isInstance)
                .map(Told.class::cast);
    }

    private static void onOwnThread(Runnable task) {
        new Thread(task, "weir-release").start();
    }
}
