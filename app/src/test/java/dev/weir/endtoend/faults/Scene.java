package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.history.History.Event;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresForTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A cluster, its PostgreSQL, and the hands that break both. */
final class Scene implements AutoCloseable {

    /** Longer than failure detection and the split-brain resolver take together. */
    private static final Duration PAUSE = Duration.ofSeconds(25);

    private static final Duration FREEZE = Duration.ofSeconds(14);
    private static final Duration LOCK = Duration.ofSeconds(10);

    private static final String CUT = "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where pid <> pg_backend_pid() and backend_type = 'client backend'";

    private final Path data;
    private final SplittableRandom random;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private EmbeddedPostgres postgres;
    private final Members members;

    Scene(Path folder, long seed) {
        data = folder.resolve("postgres");
        random = new SplittableRandom(seed);
        postgres = PostgresForTests.startIn(data);
        members = new Members(postgres.settings());
        try {
            members.awaitAllReady();
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    Members members() {
        return members;
    }

    /** Returns when all nodes are ready again. */
    void suffer(Fault fault) {
        int core = random.nextInt(Members.CORES);
        switch (fault) {
            case KILL_CORE -> members.kill(core);
            case KILL_EDGE -> members.kill(Members.EDGE);
            case KILL_ALL -> killAll();
            case KILL_MAJORITY -> killMajority(core);
            case PAUSE_CORE -> pause(core);
            case CUT_CORE_OFF -> cutOff(core);
            case RESTART_POSTGRES -> restartPostgres();
            case FREEZE_POSTGRES -> freezePostgres();
            case LOCK_JOURNAL -> lockJournal();
            case CUT_DATABASE_CONNECTIONS -> cutDatabaseConnections();
            case RESTART_ONE_AFTER_ANOTHER -> restartOneAfterAnother();
        }
        members.awaitAllReady();
    }

    private void killAll() {
        for (int node = 0; node < Members.ALL; node++) {
            members.kill(node);
        }
    }

    /** @param left the core that is not killed */
    private void killMajority(int left) {
        for (int core = 0; core < Members.CORES; core++) {
            if (core != left) {
                members.kill(core);
            }
        }
        members.awaitExit(left);
    }

    private void pause(int core) {
        members.pause(core);
        pass(PAUSE);
        members.resume(core);
        members.awaitExit(core);
    }

    /** It ends by itself, before it can see the others again. */
    private void cutOff(int core) {
        var partition = new Partition(core);
        try {
            members.awaitExit(core);
        } finally {
            partition.close();
        }
    }

    private void restartPostgres() {
        Shell.run("kill", "-QUIT", Long.toString(postmaster()));
        await().atMost(Duration.ofSeconds(30)).until(() -> !postgres.alive());
        postgres.close();
        postgres = PostgresForTests.startIn(data);
    }

    private long postmaster() {
        try {
            return Long.parseLong(Files.readAllLines(data.resolve("data").resolve("postmaster.pid"))
                    .get(0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void freezePostgres() {
        var command = new ArrayList<>(List.of("kill", "-STOP", Long.toString(postmaster())));
        ProcessHandle.of(postmaster()).stream()
                .flatMap(ProcessHandle::children)
                .forEach(child -> command.add(Long.toString(child.pid())));
        Shell.run(command.toArray(String[]::new));
        pass(FREEZE);
        command.set(1, "-CONT");
        Shell.run(command.toArray(String[]::new));
    }

    private void lockJournal() {
        try (var connection = postgres.settings().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Ours has bounds against those who do just this.
            statement.execute("set idle_in_transaction_session_timeout = 0");
            statement.execute("lock table event_journal in access exclusive mode");
            pass(LOCK);
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void cutDatabaseConnections() {
        try (var connection = postgres.settings().connect();
                var statement = connection.createStatement()) {
            statement.execute(CUT);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void restartOneAfterAnother() {
        for (int node = 0; node < Members.ALL; node++) {
            assertThat(members.terminate(node))
                    .as("exit status of node %d", node)
                    .isZero();
            members.awaitAllReady();
        }
    }

    /** A fault that lasts: nothing tells when it has lasted long enough. */
    static void pass(Duration time) {
        try {
            var unused = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The number of the topic's last event, as this node says; 0 when there is no such topic. */
    long head(int node, String topic) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(members.base(node).resolve("/topics/" + topic))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() == 404
                ? 0
                : json.readTree(answer.body()).path("last").asLong();
    }

    /** All that a node has of a topic, read anew. */
    List<Event> replay(int node, String topic) throws IOException, InterruptedException {
        long head = head(node, topic);
        var events = new ArrayList<Event>();
        try (var reader = Subscriber.start(topic, () -> members.base(node), told -> {
            if (told instanceof Event event) {
                events.add(event);
            }
        })) {
            await("replay of " + topic + " at node " + node)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> reader.seq() >= head);
        }
        return events;
    }

    @Override
    public void close() {
        members.close();
        postgres.close();
    }
}
