package dev.weir.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.SystemMaterializer;
import org.slf4j.LoggerFactory;

/** One actor system for all runs, since it takes longer to start than a run does; nothing in it runs by itself. */
final class Engine implements AutoCloseable {

    private static final String ALL_ON_ONE = """
            pekko {
              loglevel = OFF
              stdout-loglevel = OFF
              log-dead-letters = off
              jvm-shutdown-hooks = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              actor {
                provider = local
                default-dispatcher {
                  type = Dispatcher
                  executor = "dev.weir.simulation.InterleavingConfigurator"
                  throughput = 1
                }
                internal-dispatcher = ${pekko.actor.default-dispatcher}
                default-blocking-io-dispatcher = ${pekko.actor.default-dispatcher}
              }
              scheduler.implementation = "dev.weir.simulation.SimulatedTime"
              persistence {
                journal.plugin = "simulated-journal"
                snapshot-store.plugin = "simulated-snapshots"
                typed.stash-capacity = 10000
              }
            }
            simulated-journal {
              class = "dev.weir.simulation.SimulatedJournal"
              plugin-dispatcher = "pekko.actor.default-dispatcher"
              replay-dispatcher = "pekko.actor.default-dispatcher"
              recovery-event-timeout = 10s
              replay-filter.mode = warn
              write-response-global-order = off
              # Its state would outlive the run.
              circuit-breaker { max-failures = 1000000000, call-timeout = 5s, reset-timeout = 2s }
            }
            simulated-snapshots {
              class = "dev.weir.simulation.SimulatedSnapshots"
              plugin-dispatcher = "pekko.actor.default-dispatcher"
              circuit-breaker { max-failures = 1000000000, call-timeout = 5s, reset-timeout = 2s }
            }
            """;

    private final Interleaving interleaving = new Interleaving();
    private final SimulatedStorage storage = new SimulatedStorage();
    private final Chance chance = new Chance();
    private final ActorSystem system;
    private final SimulatedTime time;
    private final List<ActorRef<?>> spawned = new ArrayList<>();

    Engine() {
        silence("dev.weir");
        silence("org.apache.pekko");
        var setup = ActorSystemSetup.create(BootstrapSetup.create(config()))
                .withSetup(new InterleavingConfigurator.Given(interleaving))
                .withSetup(storage);
        system = ActorSystem.create("simulation", setup);
        time = (SimulatedTime) system.scheduler();
        SystemMaterializer.get(system);
        interleaving.take();
    }

    /** Faults are what this is about, and each would be told. */
    private static void silence(String name) {
        ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF);
    }

    private static Config config() {
        return ConfigFactory.parseString(ALL_ON_ONE)
                .withFallback(ConfigFactory.load())
                .resolve();
    }

    ActorSystem system() {
        return system;
    }

    SimulatedTime time() {
        return time;
    }

    Interleaving interleaving() {
        return interleaving;
    }

    Chance chance() {
        return chance;
    }

    SimulatedStorage storage() {
        return storage;
    }

    <T> ActorRef<T> spawn(Behavior<T> behavior) {
        var ref = Adapter.spawnAnonymous(system, behavior);
        spawned.add(ref);
        return ref;
    }

    /** As a process ends: at once, and without a word. */
    void kill(ActorRef<?> ref) {
        system.stop(Adapter.toClassic(ref));
    }

    /** Leaves nothing of the run to the next one. */
    void clear() {
        spawned.forEach(this::kill);
        spawned.clear();
        while (!interleaving.isEmpty()) {
            interleaving.runOne();
        }
        time.reset();
    }

    @Override
    public void close() {
        system.terminate();
        while (!interleaving.isEmpty()) {
            interleaving.runOne();
        }
        interleaving.shutdownNow();
    }
}
