package dev.weir.endtoend.hostile;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** How one gets to a port: every case is run through each kind of door. */
@FunctionalInterface
interface Door {

    Socket open() throws IOException;

    /** TCP, and nothing else. */
    static Door plain(int port) {
        return () -> new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** The handshake comes with the first byte that is sent. */
    static Door tls(int port, SSLContext trusted) {
        return () -> trusted.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }
}
