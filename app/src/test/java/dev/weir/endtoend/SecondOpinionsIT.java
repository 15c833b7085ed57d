package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.launchdarkly.eventsource.ConnectStrategy;
import com.launchdarkly.eventsource.ErrorStrategy;
import com.launchdarkly.eventsource.EventSource;
import dev.weir.client.ReconnectPolicy;
import dev.weir.client.StreamQuery;
import dev.weir.client.WeirClient;
import dev.weir.wire.Frame.EventFrame;
import dev.weir.wire.FrameParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same stream, read by our client and by two that nobody here wrote. */
@Timeout(240)
class SecondOpinionsIT {

    private static final Duration MOST = Duration.ofSeconds(60);

    /** Texts that a reader could get wrong. */
    private static final List<String> TEXTS =
            List.of("plain", " two  spaces", "a\nb", "a\n\nb", ":colon", "data: x", "grün €");

    private final List<String> published = new ArrayList<>();

    @BeforeAll
    static void look_for_curl() {
        boolean there;
        try {
            there = new ProcessBuilder("curl", "--version").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            there = false;
        }
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("curl is there, as CI must have it").isTrue();
        }
        assumeTrue(there, "curl is not installed");
    }

    private void publish(WeirProcess weir, int count) {
        for (int i = 0; i < count; i++) {
            int seq = published.size() + 1;
            var text = TEXTS.get(seq % TEXTS.size());
            assertThat(Publish.text(weir, "t", text)).contains("\"seq\":" + seq);
            published.add("1-" + seq + " " + text);
        }
    }

    @Test
    void agree_on_what_was_published(@TempDir Path folder) throws Exception {
        var ours = new ItemLog();
        try (var first = WeirProcess.on(folder)) {
            var stream = first.uri("/stream?topic=t&from=earliest");
            var policy = ReconnectPolicy.DEFAULT.attemptsMax(Integer.MAX_VALUE);
            try (var client =
                            WeirClient.builder(first.uri("/")).reconnect(policy).build();
                    var theirs = Theirs.follow(stream)) {
                client.subscribe(StreamQuery.of("t").from("earliest")).subscribe(ours);
                publish(first, 30);
                try (var curl = Curl.follow(stream)) {
                    await().atMost(MOST)
                            .untilAsserted(() -> assertThat(curl.messages()).isEqualTo(published));
                }
                await().atMost(MOST)
                        .untilAsserted(() -> assertThat(theirs.messages()).isEqualTo(published));
                await().atMost(MOST)
                        .untilAsserted(() -> assertThat(ours.messages()).isEqualTo(published));
                first.killHard();

                try (var second = WeirProcess.onPort(first.port(), folder)) {
                    publish(second, 30);
                    try (var curl = Curl.follow(stream)) {
                        await().atMost(MOST)
                                .untilAsserted(() -> assertThat(curl.messages()).isEqualTo(published));
                    }
                    await().atMost(MOST)
                            .untilAsserted(() -> assertThat(theirs.messages()).isEqualTo(published));
                    await().atMost(MOST)
                            .untilAsserted(() -> assertThat(ours.messages()).isEqualTo(published));
                }
            }
        }
    }

    /** LaunchDarkly's okhttp-eventsource, on a thread of its own. */
    private static final class Theirs implements AutoCloseable {

        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final EventSource source;

        private Theirs(URI stream) {
            source = new EventSource.Builder(ConnectStrategy.http(stream))
                    .errorStrategy(ErrorStrategy.alwaysContinue())
                    .retryDelay(100, TimeUnit.MILLISECONDS)
                    .build();
        }

        static Theirs follow(URI stream) {
            var theirs = new Theirs(stream);
            var thread = new Thread(theirs::read, "okhttp-eventsource");
            thread.setDaemon(true);
            thread.start();
            return theirs;
        }

        private void read() {
            for (var message : source.messages()) {
                if (!message.getEventName().startsWith("stream-")) {
                    messages.add(message.getLastEventId() + " " + message.getData());
                }
            }
        }

        List<String> messages() {
            return messages;
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** What curl prints. */
    private static final class Curl implements AutoCloseable {

        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final Process process;

        private Curl(Process process) {
            this.process = process;
        }

        static Curl follow(URI stream) throws IOException {
            var curl = new Curl(new ProcessBuilder("curl", "-sN", stream.toString()).start());
            var thread = new Thread(curl::read, "curl-output");
            thread.setDaemon(true);
            thread.start();
            return curl;
        }

        private void read() {
            var parser = new FrameParser(1 << 20, 1 << 20);
            var buffer = new byte[8192];
            try (var in = process.getInputStream()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    parser.parse(buffer, 0, count, frame -> {
                        if (frame instanceof EventFrame event && !event.type().startsWith("stream-")) {
                            messages.add(event.lastEventId() + " " + event.data());
                        }
                    });
                }
            } catch (IOException e) {
                // Killed, which ends it.
                Thread.onSpinWait();
            }
        }

        List<String> messages() {
            return messages;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
