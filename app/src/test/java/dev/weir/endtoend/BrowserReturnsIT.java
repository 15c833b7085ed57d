package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.weir.endtoend.Reader.Return;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A page with nothing but the browser's own EventSource, and all that a server can do to its stream. */
class BrowserReturnsIT {

    private static final Pattern ID = Pattern.compile("\"id\":\"([A-Za-z0-9_-]{16})\"");

    private final List<String> published = new ArrayList<>();

    @Test
    @Timeout(300)
    void comes_back_by_itself_after_refusal_eviction_drain_and_crash(@TempDir Path folder) throws Exception {
        var missing = ForeignClient.CHROMIUM.missing();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(missing).as("programs that CI must have").isEmpty();
        }
        assumeThat(missing).as("programs that are not installed").isEmpty();
        NpmFolder.CLIENTS.install();
        var data = folder.resolve("data");
        try (var chromium = new Chromium(folder.resolve("chromium"))) {
            Reader reader;
            try (var first = serve(data)) {
                reader = refusedAndLetIn(first, chromium);
                evicted(first, reader);
                drained(first, reader);
            }
            try (reader) {
                try (var second = serve(data)) {
                    reader.gate().openTo(second.uri("/"));
                    follows(second, reader, "after the drain");
                    second.killHard();
                }
                reader.gate().shut();
                try (var third = serve(data)) {
                    reader.gate().openTo(third.uri("/"));
                    follows(third, reader, "after the crash");
                    assertThat(reader.ended()).as(reader.toString()).isFalse();
                }
            }
        }
    }

    private static WeirProcess serve(Path folder) {
        return WeirProcess.on(
                folder,
                "-Dweir.connections.max=1",
                "-Dweir.connections.retry-min=200ms",
                "-Dweir.connections.retry-max=1s",
                "-Dweir.connections.drain-time=3s");
    }

    private Reader refusedAndLetIn(WeirProcess weir, Chromium chromium) {
        Reader reader;
        try (var holder = Follower.start(weir.uri("/stream?topic=t"), Follower.NO_CUT)) {
            await().until(() -> holder.opened() == 1);
            reader = Reader.open(ForeignClient.CHROMIUM, chromium, weir.uri("/"), "/stream?topic=t&from=earliest");
            await().atMost(Duration.ofSeconds(45))
                    .until(() -> reader.gate().requests().size() >= 3);
            assertThat(byes(reader, 3005)).as(reader.toString()).isGreaterThanOrEqualTo(2);
        }
        follows(weir, reader, "after it was refused");
        return reader;
    }

    private void evicted(WeirProcess weir, Reader reader) throws Exception {
        var mark = reader.mark().planned();
        var found = ID.matcher(weir.get(weir.management("/api/connections")));
        assertThat(found.find()).isTrue();
        assertThat(send(weir.management("/api/connections/" + found.group(1)), "DELETE"))
                .isEqualTo(204);

        assertThat(reader.comesBack(mark)).as(reader.toString()).isEqualTo(Return.BY_ITSELF);
        assertThat(byes(reader, 3004)).isEqualTo(1);
        follows(weir, reader, "after it was evicted");
    }

    /** By hand, as an operator does it; the node then ends by itself. */
    private static void drained(WeirProcess weir, Reader reader) throws Exception {
        assertThat(send(weir.management("/api/drain"), "POST")).isEqualTo(202);

        assertThat(weir.awaitExit()).as(weir.output()).isZero();
        assertThat(reader.within(() -> byes(reader, 3000) >= 1))
                .as(reader.toString())
                .isTrue();
        reader.gate().shut();
    }

    private void follows(WeirProcess weir, Reader reader, String when) {
        published.add(when);
        Publish.text(weir, "t", when);
        assertThat(reader.within(() -> reader.data().equals(published)))
                .as(reader.toString())
                .isTrue();
    }

    private static long byes(Reader reader, int code) {
        return reader.heard().stream()
                .filter(heard -> heard.isEvent("stream-bye") && heard.data().contains("\"code\":" + code))
                .count();
    }

    private static int send(URI uri, String method) throws Exception {
        var request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
