package dev.weir.endtoend.hostile;

import java.nio.file.Path;

/** Over TLS, on both ports: each third case, since what is behind TLS is the same. All of them: {@link HostileInputTlsLongIT}. */
class HostileInputTlsIT extends HostileInput {

    @Override
    Scene open(Path own) {
        return Nodes.overTls(own, Nodes.NO_LIMITS);
    }

    @Override
    int everyNth() {
        return 3;
    }
}
