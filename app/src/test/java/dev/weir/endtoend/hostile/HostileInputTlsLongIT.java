package dev.weir.endtoend.hostile;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

/** Over TLS, on both ports: every case. */
@Tag("long")
class HostileInputTlsLongIT extends HostileInput {

    @Override
    Scene open(Path own) {
        return Nodes.overTls(own, Nodes.NO_LIMITS);
    }

    @Override
    int everyNth() {
        return 1;
    }
}
