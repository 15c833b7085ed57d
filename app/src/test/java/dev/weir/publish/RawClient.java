package dev.weir.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One keep-alive connection that sends exactly the bytes it is told to. Not for use by several threads. */
final class RawClient implements AutoCloseable {

    /** Header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {

        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(body);
        }
    }

    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
    }

    /** @param headers each ended by CRLF; without the content's length */
    Answer post(String target, String headers, byte[] body) throws IOException {
        return exchange("POST", target, headers + "Content-Length: " + body.length + "\r\n", body);
    }

    Answer post(String target, String headers, String body) throws IOException {
        return post(target, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer exchange(String method, String target, String headers, byte[] body) throws IOException {
        send(head(method, target, headers));
        send(body);
        return answer();
    }

    static byte[] head(String method, String target, String headers) {
        return (method + " " + target + " HTTP/1.1\r\nHost: weir\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] chunk(byte[] bytes) throws IOException {
        var chunk = new ByteArrayOutputStream();
        chunk.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.write(bytes);
        chunk.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        return chunk.toByteArray();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Whether nothing arrives for a moment. */
    boolean isSilentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            socket.getInputStream().read();
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout(10_000);
        }
    }

    /** Whether the server has closed, with nothing more to read. */
    boolean isClosedByServer() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    Answer answer() throws IOException {
        return answer(true);
    }

    /** An answer that says how long its body would be. */
    Answer answerToHead() throws IOException {
        return answer(false);
    }

    private Answer answer(boolean withBody) throws IOException {
        var in = socket.getInputStream();
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        var headers = new TreeMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
        return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed within a line: " + line);
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
