package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.weir.access.Access;
import dev.weir.access.Caller;
import dev.weir.access.Decision;
import dev.weir.access.Revocations;
import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.CatchUpTurns;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.Overflow;
import dev.weir.admission.RetryTimes;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.TopicFeeds;
import dev.weir.fanout.TopicLog;
import dev.weir.http.RequestTarget;
import dev.weir.http.TrustedProxies;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.Materializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stream as it is on the wire, over a real socket. */
class SubscribeRouteIT {

    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.http.server.server-header = ""
            pekko.http.server.raw-request-uri-header = on
            pekko.http.server.remote-address-attribute = on
            """).withFallback(ConfigFactory.load()));
    private final TestProbe<FeedMessage> feed = kit.createTestProbe();
    private final JournalScript journal = new JournalScript(10);
    private final RecordingObserver observer = new RecordingObserver();
    private final TopicLog log = StreamFixture.newLog(new Position(1, 0), 1 << 20);
    private final SendQueues sendQueues = new SendQueues(System::nanoTime);
    private final ActorRef<Connections.Message> connections = kit.spawn(Connections.create(new Surroundings(
            settings(),
            observer,
            kit.spawn(feeds()),
            journal,
            new CatchUpPages(journal),
            new CatchUpTurns(1),
            topic -> new CompletableFuture<>(),
            sendQueues,
            new Revocations(),
            ClientLimits.none(),
            new StreamIds(),
            Clock.systemUTC(),
            System::nanoTime)));
    private Access access = Access.open();
    private ServerBinding binding;

    @BeforeEach
    void bind() throws Exception {
        var route = new SubscribeRoute(
                connections,
                new SubscribeRoute.Gate(
                        request -> access.caller(request),
                        TrustedProxies.NONE,
                        ClientLimits.none(),
                        new RetryTimes(settings().admission(), new AtomicInteger()),
                        observer),
                Clock.systemUTC(),
                kit.system().scheduler(),
                Materializer.matFromSystem(kit.system()),
                64);
        binding = Http.get(kit.system())
                .newServerAt("127.0.0.1", 0)
                .bind((Function<HttpRequest, CompletionStage<HttpResponse>>)
                        request -> route.handle(request, RequestTarget.of(request)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        var drained = kit.<Connections.Drained>createTestProbe();
        connections.tell(new Connections.Drain(Duration.ofSeconds(2), drained.getRef()));
        drained.expectMessageClass(Connections.Drained.class, Duration.ofSeconds(10));
        kit.shutdownTestKit();
        sendQueues.close();
    }

    @Test
    void a_stream_is_byte_for_byte_what_the_product_promises() throws Exception {
        publish("{\"px\":1}");
        try (var client = new Client("GET /stream?topic=trades HTTP/1.1", "Host: x")) {
            var head = client.readUntil("\r\n\r\n");
            var opening = client.readChunk();

            publish("{\"px\":10}");

            assertThat(head).contains("Connection: close\r\n");
            assertThat(head.replaceFirst("Date: [^\r]*\r\n", "").replaceFirst("Connection: close\r\n", ""))
                    .isEqualTo("""
                            HTTP/1.1 200 OK
                            Cache-Control: no-store, no-transform
                            X-Accel-Buffering: no
                            X-Content-Type-Options: nosniff
                            Transfer-Encoding: chunked
                            Content-Type: text/event-stream

                            """.replace("\n", "\r\n"));
            assertThat(opening).matches("""
                            retry: [1-5][0-9]{3}
                            event: stream-open
                            data: \\{"connection":"[A-Za-z0-9_-]{16}","node":"node-1","heartbeat":1,"gap":false,\
                            "topics":\\{"trades":"1-1"}}
                            id: 1-1

                            """);
            assertThat(client.readChunk()).isEqualTo("event: trade\ndata: {\"px\":10}\nid: 1-2\n\n");
            assertThat(client.readChunk()).isEqualTo(": hb\n");
        }
    }

    @Test
    void a_drained_stream_ends_with_a_good_bye_and_a_last_chunk() throws Exception {
        publish("one");
        var drained = kit.<Connections.Drained>createTestProbe();
        try (var client = new Client("GET /stream?topic=trades HTTP/1.1", "Host: x", "Last-Event-ID: 1-0")) {
            client.readUntil("\r\n\r\n");
            client.readChunk();
            assertThat(client.readChunk()).contains("id: 1-1\n");

            connections.tell(new Connections.Drain(Duration.ofSeconds(2), drained.getRef()));

            assertThat(client.readChunk()).startsWith("retry: ").endsWith("id: 1-1~\n\n");
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo("0\r\n\r\n");
        }
        drained.expectMessageClass(Connections.Drained.class);
    }

    @Test
    void a_full_node_refuses_browsers_politely_and_others_plainly() throws Exception {
        try (var first = new Client("GET /stream?topic=trades HTTP/1.1", "Host: x")) {
            first.readUntil("\r\n\r\n");

            try (var browser = new Client("GET /stream?topic=trades HTTP/1.1", "Host: x")) {
                assertThat(browser.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
                assertThat(browser.readChunk()).matches("""
                                retry: [0-9]{4,5}
                                event: stream-bye
                                data: \\{"code":3005,"reason":"overload","reconnect":true,"afterMs":[0-9]+}

                                """);
                assertThat(browser.readUntil("\r\n\r\n")).isEqualTo("0\r\n\r\n");
            }
            try (var service = new Client("GET /stream?topic=trades HTTP/1.1", "Host: x", "Authorization: Bearer x")) {
                assertThat(service.readUntil("\r\n\r\n"))
                        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                        .contains("Content-Type: application/problem+json\r\n")
                        .containsPattern("Retry-After: [1-9][0-9]?\r\n");
            }
        }
    }

    @Test
    void a_hostile_id_is_a_gap_and_cannot_forge_a_field() throws Exception {
        publish("one");
        try (var client =
                new Client("GET /stream?topic=trades&last_event_id=x%0Aevent:%20admin%0Did:%209 HTTP/1.1", "Host: x")) {
            assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(client.readChunk())
                    .contains("\"gap\":true,\"topics\":{\"trades\":\"1-0\"}}\n\nevent: stream-gap\n"
                            + "data: {\"topic\":\"trades\",\"cause\":\"unknown\","
                            + "\"requested\":\"x\\u000aevent: admin\\u000did: 9\",\"earliest\":\"1-1\",\"latest\":\"1-1\","
                            + "\"lost\":null,\"from\":\"1-0\"}\nid: 1-0\n\n");
        }
    }

    @Test
    void head_answers_headers_and_opens_nothing() throws Exception {
        try (var client = new Client("HEAD /stream?topic=trades HTTP/1.1", "Host: x")) {
            assertThat(client.readUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/event-stream\r\n");
        }
        assertThat(observer.heard).isEmpty();
    }

    @Test
    void what_cannot_be_served_is_a_problem() throws Exception {
        assertThat(status("GET /stream HTTP/1.1")).isEqualTo("400 Bad Request");
        assertThat(status("GET /stream?topic=a%00b HTTP/1.1")).isEqualTo("400 Bad Request");
        assertThat(status("GET /stream?topic=a&from=yesterday HTTP/1.1")).isEqualTo("400 Bad Request");
        assertThat(status("GET /stream?topic=a&wait=31 HTTP/1.1")).isEqualTo("400 Bad Request");
        assertThat(status("DELETE /stream?topic=a HTTP/1.1")).isEqualTo("405 Method Not Allowed");
        access = request -> new Caller.Nobody(new Decision.Denied(Refusal.DENIED, "no"));
        assertThat(status("GET /stream?topic=trades HTTP/1.1")).isEqualTo("403 Forbidden");
        assertThat(status("HEAD /stream?topic=trades HTTP/1.1")).isEqualTo("403 Forbidden");
        assertThat(observer.heard).isEmpty();
    }

    private String status(String... request) throws IOException {
        var lines = Arrays.copyOf(request, request.length + 1);
        lines[request.length] = "Host: x";
        try (var client = new Client(lines)) {
            return client.readUntil("\r\n").substring("HTTP/1.1 ".length()).strip();
        }
    }

    private static ConnectionSettings settings() {
        return new ConnectionSettings(
                new AdmissionSettings(
                        1, Overflow.REJECT, 0, 0, 0, 1_000, 200, Duration.ofSeconds(1), Duration.ofSeconds(5)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMinutes(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(60),
                262_144,
                "node-1");
    }

    private Behavior<TopicFeeds.Message> feeds() {
        return Behaviors.receiveMessage(message -> {
            var join = (TopicFeeds.Join) message;
            var head = new TopicHead(1, 0, 1, log.last(), false);
            join.replyTo().tell(new TopicFeeds.Joined(log, head, feed.getRef()));
            return Behaviors.same();
        });
    }

    private void publish(String data) {
        long seq = log.last() + 1;
        var frame = journal.store(JournalScript.event(1, seq, data, "trade"));
        log.append(frame, frame.length, 0);
        log.wake();
    }

    /** A socket, since every HTTP client hides something of what came over it. */
    private final class Client implements AutoCloseable {
        private final Socket socket;

        Client(String... request) throws IOException {
            var address = binding.localAddress();
            socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
            socket.setSoTimeout(10_000);
            var text = String.join("\r\n", request) + "\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        }

        String readUntil(String end) throws IOException {
            var text = new StringBuilder();
            while (!text.toString().endsWith(end)) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("closed after: " + text);
                }
                text.append((char) next);
            }
            return text.toString();
        }

        String readChunk() throws IOException {
            int length = Integer.parseInt(readUntil("\r\n").strip(), 16);
            var bytes = socket.getInputStream().readNBytes(length);
            readUntil("\r\n");
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
