package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A cluster, its PostgreSQL, and the hands that break both. */
final class Scene implements AutoCloseable {

    /** Longer than failure detection and the split-brain resolver take together. */
    private static final Duration PAUSE = Duration.ofSeconds(25);

    /** So that publishes are under way when the next one comes. */
    static final Duration BETWEEN_RESTARTS = Duration.ofSeconds(5);

    /** Shorter than anybody takes to be given up. */
    private static final Duration RESET = Duration.ofSeconds(1);

    private static final Duration FREEZE = Duration.ofSeconds(14);
    private static final Duration LOCK = Duration.ofSeconds(10);

    private static final Duration CONNECTIONS_TAKEN = Duration.ofSeconds(10);
    private static final Duration DISK_FULL = Duration.ofSeconds(15);
    private static final Duration SLOW_COMMITS = Duration.ofSeconds(20);
    private static final int SLOW_COMMIT_SECONDS = 2;
    private static final int DISK_MEGABYTES = 256;

    private final SplittableRandom random;
    private final FaultyPostgres postgres;
    private final Members members;

    Scene(Path folder, long seed) {
        random = new SplittableRandom(seed);
        postgres = new FaultyPostgres(folder.resolve("postgres"));
        try {
            postgres.useSmallDisk(DISK_MEGABYTES);
            members = new Members(postgres.settings());
        } catch (RuntimeException | Error failure) {
            postgres.close();
            throw failure;
        }
        try {
            members.awaitAllReady();
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    FaultyPostgres postgres() {
        return postgres;
    }

    Members members() {
        return members;
    }

    /** Returns when all nodes are ready again. */
    void suffer(Fault fault) {
        suffer(fault, random.nextInt(Members.CORES));
    }

    /** @param core the one that is hit by a fault of one core */
    void suffer(Fault fault, int core) {
        switch (fault) {
            case KILL_CORE -> members.kill(core);
            case KILL_EDGE -> members.kill(Members.EDGE);
            case KILL_ALL -> killAll();
            case KILL_MAJORITY -> killMajority(core);
            case PAUSE_CORE -> pause(core);
            case CUT_CORE_OFF -> cutOff(core);
            case RESET_CORE -> lasting(RESET, () -> Partition.resetting(core));
            case RESTART_POSTGRES -> postgres.stop().close();
            case FREEZE_POSTGRES -> lasting(FREEZE, postgres::freeze);
            case LOCK_JOURNAL -> lasting(LOCK, postgres::lockJournal);
            case CUT_DATABASE_CONNECTIONS -> postgres.cutConnections();
            case TAKE_DATABASE_CONNECTIONS -> lasting(CONNECTIONS_TAKEN, postgres::takeAllConnections);
            case SLOW_COMMITS -> lasting(SLOW_COMMITS, () -> postgres.slowCommits(SLOW_COMMIT_SECONDS));
            case FILL_DISK -> lasting(DISK_FULL, postgres::fillDisk);
            case RESTART_ONE_AFTER_ANOTHER -> restartOneAfterAnother();
        }
        members.awaitAllReady();
    }

    private static void lasting(Duration time, Supplier<Trouble> begin) {
        try (var trouble = begin.get()) {
            Objects.requireNonNull(trouble);
            pass(time);
        }
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
        var partition = Partition.silent(core);
        try {
            members.awaitExit(core);
        } finally {
            partition.close();
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

    @Override
    public void close() {
        members.close();
        postgres.close();
    }
}
