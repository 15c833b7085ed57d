package dev.weir.endtoend.hostile;

import java.nio.file.Path;

/** Over TCP, on both ports: every case. */
class HostileInputPlainIT extends HostileInput {

    @Override
    Scene open(Path own) {
        return Nodes.plain(own, Nodes.NO_LIMITS);
    }

    @Override
    int everyNth() {
        return 1;
    }
}
