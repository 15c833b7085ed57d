package dev.weir.bench;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;

/** Closing what nobody will use again, where a failure changes nothing. */
final class Quietly {

    private Quietly() {}

    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // It is closed all the same.
        }
    }

    /** With a reset, so that neither side keeps anything of the connection. */
    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException gone) {
            // It ends in another way then.
        }
        close(channel);
    }
}
