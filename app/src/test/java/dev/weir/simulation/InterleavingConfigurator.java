package dev.weir.simulation;

import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;

/** Puts every dispatcher of an actor system on the {@link Interleaving} that the system was made with. */
public final class InterleavingConfigurator extends ExecutorServiceConfigurator {

    private final Interleaving interleaving;

    /** What an actor system is made with. */
    static final class Given extends Setup {

        private final Interleaving interleaving;

        Given(Interleaving interleaving) {
            this.interleaving = interleaving;
        }
    }

    /** Called by the library, by these parameters. */
    public InterleavingConfigurator(Config config, DispatcherPrerequisites prerequisites) {
        super(config, prerequisites);
        interleaving = prerequisites.settings().setup().get(Given.class).orElseThrow().interleaving;
    }

    @Override
    public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory threadFactory) {
        return () -> interleaving;
    }
}
