package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Weir's client in a real browser while its servers refuse it, leave and are killed; each event once, by itself. */
@Tag("long")
class BrowserServersIT {

    private int published;

    private static WeirProcess serve(Path folder) {
        return WeirProcess.on(
                folder,
                "-Dweir.connections.max=1",
                "-Dweir.connections.retry-min=200ms",
                "-Dweir.connections.retry-max=1s",
                "-Dweir.connections.drain-time=3s");
    }

    @Test
    @Timeout(300)
    void comes_back_by_itself_after_refusal_drain_and_crash(@TempDir Path folder) {
        Programs.need(Chromium.PROGRAM.toString(), "--version");
        var data = folder.resolve("data");
        try (var chromium = new Chromium(folder.resolve("chromium"));
                var first = serve(data);
                var gate = Gate.to(first.uri("/"), Chromium::pages)) {
            ClientPage page;
            try (var holder = Follower.start(first.uri("/stream?topic=t"), Follower.NO_CUT)) {
                await().until(() -> holder.opened() == 1);
                page = ClientPage.open(
                        chromium,
                        gate.uri("/"),
                        "/stream?topic=t&from=earliest",
                        Map.of("policy", Map.of("attemptsMax", 1_000)));
                page.isTold("bye 3005");
            }
            follows(first, page);
            first.terminate();
            page.isTold("bye 3000");
            assertThat(first.awaitExit()).isZero();
            gate.shut();
            try (var second = serve(data)) {
                gate.openTo(second.uri("/"));
                follows(second, page);
                second.killHard();
            }
            gate.shut();
            try (var third = serve(data)) {
                gate.openTo(third.uri("/"));
                follows(third, page);
                page.isOn("stream");
            }
        }
    }

    private void follows(WeirProcess weir, ClientPage page) {
        for (int i = 0; i < 3; i++) {
            Publish.text(weir, "t", Integer.toString(++published));
        }
        page.sees(1, published);
    }
}
