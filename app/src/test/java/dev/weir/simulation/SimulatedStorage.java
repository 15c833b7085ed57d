package dev.weir.simulation;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.setup.Setup;
import org.jspecify.annotations.Nullable;

/** Where plugins, which the library makes, find the database of the run that is under way. */
final class SimulatedStorage extends Setup {

    private @Nullable Database current;

    void use(Database database) {
        current = database;
    }

    static Database of(ActorSystem system) {
        var storage = system.settings().setup().get(SimulatedStorage.class).orElseThrow();
        if (storage.current == null) {
            throw new IllegalStateException("no run is under way");
        }
        return storage.current;
    }
}
