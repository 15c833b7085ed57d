package dev.weir.endtoend.hostile;

import java.nio.file.Path;

/** Over TCP, on both ports. */
class HostileInputPlainIT extends HostileInput {

    @Override
    Scene open(Path own) {
        return Nodes.plain(own, Nodes.NO_LIMITS);
    }
}
