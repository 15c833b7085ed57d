package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Weir's client in a real browser, against the jar: networks and proxies that fail, and browsers that lack something. */
@Timeout(120)
class BrowserClientIT {

    /** As the defaults, but comes back and looks for another way sooner. */
    private static final Map<String, Object> IMPATIENT =
            Map.of("policy", Map.of("delayFirst", 200, "openMax", 3_000, "climbAfter", 3_000, "wait", 3_000));

    @TempDir
    private static Path folder;

    private static BrowserStand stand;
    private static WeirProcess weir;
    private static Chromium chromium;
    private static int topics;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final String topic = "t" + ++topics;
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
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        opened.add(one);
        return one;
    }

    private ClientPage page(URI origin, String script) {
        return page(origin, Map.of(), script);
    }

    private ClientPage page(URI origin, Map<String, Object> options, String script) {
        return closing(ClientPage.open(chromium, origin, "/stream?topic=" + topic + "&from=earliest", options, script));
    }

    private Gate gate() {
        return closing(Gate.to(weir.uri("/"), Chromium::pages));
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            Publish.text(weir, topic, Integer.toString(++published));
        }
    }

    @Test
    void goes_on_where_a_connection_was_cut_in_the_middle_of_an_event() {
        var gate = gate();
        var page = page(gate.uri("/"), "");
        page.isOn("stream");
        for (int i = 1; i <= 5; i++) {
            int cuts = gate.cuts();
            gate.cutAfter(7 * i);
            publish(2);
            await().until(() -> gate.cuts() > cuts);
            page.sees(1, published);
        }

        assertThat(page.told()).doesNotContain("transport long-poll");
        assertThat(gate.requests()).hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void falls_back_behind_a_proxy_that_buffers_and_climbs_when_it_does_not_any_more() {
        var nginx = closing(Nginx.holdingBack(weir, folder));
        var page = page(nginx.uri("/"), IMPATIENT, "");
        publish(3);
        page.isOn("long-poll");
        publish(3);
        page.sees(1, 6);
        nginx.passOn();
        page.isOn("stream");
        publish(3);

        page.sees(1, 9);
        assertThat(page.told()).contains("transport long-poll", "transport stream");
    }

    /** Its delays are such that nothing but the browser's word brings it back. */
    @Test
    void comes_back_at_once_when_the_browser_says_that_the_network_is_back() {
        var gate = gate();
        var page = page(gate.uri("/"), Map.of("policy", Map.of("delayFirst", 3_600_000, "delayMax", 3_600_000)), "");
        publish(1);
        page.sees(1, 1);
        chromium.offline(true);
        try {
            gate.shut();
            page.isOpen(false);
            publish(3);
            gate.openTo(weir.uri("/"));
        } finally {
            chromium.offline(false);
        }

        page.sees(1, 4);
        page.isOn("stream");
    }

    @Test
    void is_an_event_source_where_fetch_does_not_stream() {
        var gate = gate();
        var page = page(gate.uri("/"), "delete Response.prototype.body");
        publish(2);
        page.isOn("event-source");
        page.sees(1, 2);
        gate.cutAfter(5);
        publish(2);

        page.sees(1, 4);
        assertThat(gate.requests()).allMatch(head -> head.contains("heartbeat-event=1"));
    }

    @Test
    void polls_where_nothing_else_is_to_be_had() {
        var page = page(gate().uri("/"), "delete Response.prototype.body; delete window.EventSource");
        publish(3);
        page.isOn("long-poll");
        page.sees(1, 3);
        publish(3);

        page.sees(1, 6);
    }
}
