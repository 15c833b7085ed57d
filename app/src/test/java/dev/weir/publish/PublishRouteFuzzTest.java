package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever is sent to the publish route, over a socket to the real HTTP server: an answer that blames the sender, or none. */
class PublishRouteFuzzTest {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static PublishServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new PublishServer();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    @FuzzTest(maxDuration = "1m")
    void anything_sent_is_stored_or_refused(FuzzedDataProvider fuzz) throws IOException {
        BugDetectors.allowNetworkConnections();
        var query = fuzz.consumeBytes(60);
        var headers = fuzz.consumeBytes(200);
        var body = fuzz.consumeRemainingAsBytes();
        var request = new ByteArrayOutputStream();
        request.writeBytes(ascii("POST /topics/quakes/events"));
        request.writeBytes(query);
        request.writeBytes(
                ascii(" HTTP/1.1\r\nHost: weir\r\nConnection: close\r\nContent-Length: " + body.length + "\r\n"));
        request.writeBytes(headers);
        request.writeBytes(ascii("\r\n\r\n"));
        request.writeBytes(body);
        server.reset();

        var answer = exchange(request.toByteArray());

        STATUS.matcher(answer)
                .results()
                .forEach(status -> assertThat(status.group(1)).as(answer).containsPattern("^([24]|505)"));
        assertThat(answer).doesNotContain("Exception", "\tat ");
        assertThat(server.calls)
                .hasSizeLessThanOrEqualTo(2)
                .allSatisfy(call -> assertThat(call.drafts())
                        .isNotEmpty()
                        .allMatch(draft -> draft.dataBytes() <= PublishServer.EVENT_BYTES_MAX));
    }

    /** Empty when the connection was only closed. */
    private static String exchange(byte[] request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            // So many connections a second would use up the ports of this machine.
            socket.setSoLinger(true, 0);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException reset) {
                return "";
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
