package dev.weir.endtoend.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** How one gets to a port: every case is run through each kind of door. */
@FunctionalInterface
interface Door {

    Socket open() throws IOException;

    /** TCP, and nothing else. */
    static Door plain(int port) {
        return () -> new Socket(InetAddress.getLoopbackAddress(), port);
    }
}
