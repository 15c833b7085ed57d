package dev.weir.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Two engines that talk to each other without a network between them. */
final class Handshake {

    private static final int ROUNDS_MAX = 100;

    final SSLEngine client;
    final SSLEngine server;
    private final ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private final ByteBuffer read = ByteBuffer.allocate(64 * 1024);

    private Handshake(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
    }

    static Handshake of(SSLContext client, SSLEngine server, SSLParameters parameters) throws SSLException {
        var engine = client.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters);
        var handshake = new Handshake(engine, server);
        engine.beginHandshake();
        server.beginHandshake();
        handshake.talk();
        return handshake;
    }

    /** Until neither has anything more to say. */
    void talk() throws SSLException {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            boolean clientSaid = step(client, toClient, toServer);
            boolean serverSaid = step(server, toServer, toClient);
            if (!clientSaid && !serverSaid) {
                return;
            }
        }
        throw new SSLException("no end of it");
    }

    private boolean step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        int before = out.position() + in.position();
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            engine.wrap(nothing, out);
        } else if (in.position() > 0) {
            in.flip();
            engine.unwrap(in, read);
            in.compact();
            read.clear();
        }
        boolean ran = false;
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
            ran = true;
        }
        return ran || before != out.position() + in.position();
    }
}
