package dev.weir.endtoend.hostile;

import java.nio.file.Path;

/** Over TLS, on both ports. */
class HostileInputTlsIT extends HostileInput {

    @Override
    Scene open(Path own) {
        return Nodes.overTls(own, Nodes.NO_LIMITS);
    }
}
