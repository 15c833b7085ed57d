package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Six tabs of a real browser with one stream of the jar: over HTTP/1.1 a browser has six connections for all of an origin. */
@Timeout(120)
class BrowserTabsIT {

    private static final int TABS = 6;

    @TempDir
    private static Path folder;

    private static BrowserStand stand;
    private static WeirProcess weir;
    private static Chromium chromium;
    private static int topics;

    private final List<ClientPage> tabs = new ArrayList<>();
    private final String topic = "t" + ++topics;
    private final Gate gate = Gate.to(weir.uri("/"), Chromium::pages);
    private int published;

    @BeforeAll
    @Timeout(240)
    static void start() {
        stand = BrowserStand.in(folder);
        weir = stand.weir();
        chromium = stand.chromium();
    }

    @AfterAll
    static void stop() {
        if (stand != null) {
            stand.close();
        }
    }

    @AfterEach
    void close() {
        tabs.forEach(ClientPage::close);
        gate.close();
    }

    private void open(int count, String script) {
        for (int i = 0; i < count; i++) {
            URI origin = gate.uri("/");
            var tab = ClientPage.open(chromium, origin, "/stream?topic=" + topic, Map.of(), script);
            tabs.add(tab);
            tab.isOpen(true);
        }
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            Publish.text(weir, topic, Integer.toString(++published));
        }
    }

    private void allSee(int from) {
        tabs.forEach(tab -> tab.sees(from, published));
    }

    private long connections() {
        return weir.get(weir.management("/metrics"))
                .lines()
                .filter(line -> line.startsWith("sse_active_connections "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private void hasConnections(int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(connections()).isEqualTo(count));
    }

    @Test
    void six_tabs_share_one_connection_also_when_it_is_cut() {
        open(TABS, "");
        publish(3);
        allSee(1);
        hasConnections(1);
        int cuts = gate.cuts();
        gate.cutAfter(9);
        publish(4);
        await().until(() -> gate.cuts() > cuts);

        allSee(1);
        hasConnections(1);
        assertThat(tabs).extracting(ClientPage::role).containsOnlyOnce("leading");
        assertThat(tabs).extracting(ClientPage::role).containsOnly("leading", "following");
    }

    @Test
    void the_others_go_on_when_the_leading_tab_is_closed() {
        open(TABS, "");
        publish(2);
        allSee(1);
        while (tabs.size() > 1) {
            assertThat(tabs.get(0).role()).isEqualTo("leading");
            tabs.remove(0).close();
            publish(2);
            allSee(1);
            await().until(() -> tabs.get(0).role().equals("leading"));
        }

        hasConnections(1);
    }

    @Test
    void without_a_channel_each_tab_has_its_own_connection() {
        open(3, "delete window.BroadcastChannel");
        publish(3);

        allSee(1);
        hasConnections(3);
        assertThat(tabs).extracting(ClientPage::role).containsOnly("alone");
    }
}
