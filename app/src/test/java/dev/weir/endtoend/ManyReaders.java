package dev.weir.endtoend;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many connections to one stream on one selector and the caller's thread. */
final class ManyReaders implements AutoCloseable {

    private static final int PARSED_EVERY = 10;
    private static final byte[] ID = "\nid: 1-".getBytes(StandardCharsets.US_ASCII);

    private final Selector selector;
    private final List<Reader> readers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 18);

    private static final class Reader {
        final SocketChannel channel;
        final boolean parsed;
        long lastSeq;
        long gaps;

        /** What the next id in the bytes must be, while {@code parsed}; the digits read so far of one that was cut. */
        int matched;

        long digits = -1;

        Reader(SocketChannel channel, boolean parsed) {
            this.channel = channel;
            this.parsed = parsed;
        }
    }

    private ManyReaders(Selector selector) {
        this.selector = selector;
    }

    static ManyReaders open(URI stream, int count) throws IOException {
        var readers = new ManyReaders(Selector.open());
        var request = "GET " + stream.getRawPath() + "?" + stream.getRawQuery() + " HTTP/1.1\r\nHost: "
                + stream.getAuthority() + "\r\n\r\n";
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(new InetSocketAddress(stream.getHost(), stream.getPort()));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            var reader = new Reader(channel, i % PARSED_EVERY == 0);
            channel.register(readers.selector, SelectionKey.OP_READ, reader);
            readers.readers.add(reader);
        }
        return readers;
    }

    /** Takes whatever comes for so long. */
    void readFor(Duration length) throws IOException {
        long end = System.nanoTime() + length.toNanos();
        while (System.nanoTime() < end) {
            selector.select(100);
            for (var key : selector.selectedKeys()) {
                read((Reader) key.attachment());
            }
            selector.selectedKeys().clear();
        }
    }

    /** Events up to the last id that each connection has seen, all connections together. */
    long delivered() {
        return readers.stream().mapToLong(reader -> reader.lastSeq).sum();
    }

    /** Ids that did not follow the one before, on the connections that are parsed whole. */
    long gaps() {
        return readers.stream().mapToLong(reader -> reader.gaps).sum();
    }

    @Override
    public void close() throws IOException {
        for (var reader : readers) {
            reader.channel.close();
        }
        selector.close();
    }

    private void read(Reader reader) throws IOException {
        buffer.clear();
        int count = reader.channel.read(buffer);
        if (count < 0) {
            throw new IOException("the server has ended a stream");
        }
        if (reader.parsed) {
            parse(reader, count);
        } else {
            skim(reader, count);
        }
    }

    /** The last whole id in the bytes; what the end cuts comes with the next read. */
    private void skim(Reader reader, int count) {
        byte[] bytes = buffer.array();
        for (int at = count - ID.length - 1; at >= 0; at--) {
            if (matches(bytes, at)) {
                long seq = 0;
                int digit = at + ID.length;
                while (digit < count && bytes[digit] >= '0' && bytes[digit] <= '9') {
                    seq = seq * 10 + bytes[digit++] - '0';
                }
                if (digit < count) {
                    reader.lastSeq = seq;
                    return;
                }
            }
        }
    }

    private static boolean matches(byte[] bytes, int at) {
        for (int i = 0; i < ID.length; i++) {
            if (bytes[at + i] != ID[i]) {
                return false;
            }
        }
        return true;
    }

    private void parse(Reader reader, int count) {
        byte[] bytes = buffer.array();
        for (int at = 0; at < count; at++) {
            byte next = bytes[at];
            if (reader.digits >= 0 && next >= '0' && next <= '9') {
                reader.digits = reader.digits * 10 + next - '0';
            } else if (reader.digits >= 0) {
                // The first id is the opening's: where the stream stood before its first event.
                if (reader.lastSeq != 0 && reader.digits != reader.lastSeq + 1) {
                    reader.gaps++;
                }
                reader.lastSeq = reader.digits;
                reader.digits = -1;
                reader.matched = next == ID[0] ? 1 : 0;
            } else {
                reader.matched = next == ID[reader.matched] ? reader.matched + 1 : next == ID[0] ? 1 : 0;
                if (reader.matched == ID.length) {
                    reader.digits = 0;
                    reader.matched = 0;
                }
            }
        }
    }
}
