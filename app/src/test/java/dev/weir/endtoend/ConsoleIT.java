package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser against the jar: every view, every action; pictures stay in {@code target/console}. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsoleIT {

    private static final Path PICTURES = Path.of("target", "console");
    private static final ObjectMapper json = new ObjectMapper();
    private static final int WIDE = 1280;
    private static final int NARROW = 400;

    private static WeirProcess weir;
    private static Chromium chromium;
    private static Follower reader;
    private static String axe = "";

    @BeforeAll
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    static void start(@TempDir Path folder, @TempDir Path user) throws IOException {
        Programs.need(Chromium.PROGRAM.toString(), "--version");
        NpmFolder.CLIENTS.install();
        axe = Files.readString(NpmFolder.CLIENTS.path().resolve(Path.of("node_modules", "axe-core", "axe.min.js")));
        weir = WeirProcess.on(folder, "-Dweir.connections.retry-max=1s", "-Dweir.connections.drain-time=1s");
        for (var topic : List.of("orders", "quakes", "prices")) {
            for (int i = 0; i < 20; i++) {
                Publish.text(weir, topic, "event " + i);
            }
        }
        reader = Follower.start(weir.uri("/stream?topic=orders&topic=quakes&from=earliest"), Follower.NO_CUT);
        await().until(() -> reader.events().size() == 40);
        chromium = new Chromium(user);
    }

    @AfterAll
    static void stop() {
        if (weir != null) {
            chromium.close();
            reader.close();
            weir.close();
        }
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    @Order(1)
    void every_view_shows_what_there_is_without_errors_or_barriers_in_both_themes_and_widths() throws Exception {
        var id = connection().path("id").asText();
        var views = List.of(
                List.of("overview", "Overview", "Deliveries"),
                List.of("topics", "Topics", "quakes"),
                List.of("topics?q=ord", "Topics", "orders"),
                List.of("topics/orders", "orders", "Readers by node"),
                List.of("connections", "Connections", id),
                List.of("connections/" + id, id, "Position"),
                List.of("supervision", "Supervision", "topic-feed"),
                List.of("cluster", "Cluster", "Drain"),
                List.of("journal", "Journal", "weir-journal"),
                List.of("trace/orders/1-7", "Where is event…?", "1 have it"));
        var troubles = chromium.inPage(page -> {
            var found = new ArrayList<String>();
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    found.add(message.text());
                }
            });
            page.onPageError(found::add);
            page.setViewportSize(WIDE, 900);
            views.forEach(view -> found.addAll(look(page, view, "light", WIDE)));
            views.forEach(view -> found.addAll(look(page, view, "dark", WIDE)));
            page.setViewportSize(NARROW, 900);
            List.of(views.get(0), views.get(4), views.get(9))
                    .forEach(view -> found.addAll(look(page, view, "dark", NARROW)));
            return found;
        });

        assertThat(troubles).isEmpty();
    }

    private static List<String> look(Page page, List<String> view, String theme, int width) {
        page.navigate(weir.management("/console").toString());
        page.evaluate("theme => localStorage.setItem('weir-theme', theme)", theme);
        page.navigate(weir.management("/console") + "#/" + view.get(0));
        page.reload();
        page.getByRole(
                        AriaRole.HEADING,
                        new GetByRoleOptions().setName(view.get(1)).setExact(true))
                .waitFor();
        page.getByText(view.get(2)).first().waitFor();
        page.waitForCondition(() -> page.locator(".live.on").count() == 1);
        var name = view.get(0).replaceAll("[^a-z0-9]+", "-") + "-" + theme + "-" + width + ".png";
        page.screenshot(new ScreenshotOptions().setPath(PICTURES.resolve(name)).setFullPage(true));
        page.evaluate(axe);
        var violations = (List<?>) page.evaluate(
                "async () => (await axe.run()).violations.map(v => v.id + ' ' + v.nodes.map(n => n.html).join(' '))");
        var found = new ArrayList<String>();
        violations.forEach(violation -> found.add(name + ": " + violation));
        if ((Boolean) page.evaluate("() => document.documentElement.scrollWidth > innerWidth")) {
            found.add(name + ": wider than the window");
        }
        return found;
    }

    @Test
    @Order(2)
    void sorts_filters_and_finds_by_keys_and_links() {
        chromium.inPage(page -> {
            page.navigate(weir.management("/console").toString());
            page.getByRole(
                            AriaRole.HEADING,
                            new GetByRoleOptions().setName("Overview").setExact(true))
                    .waitFor();
            page.keyboard().press("g");
            page.keyboard().press("t");
            page.getByRole(
                            AriaRole.HEADING,
                            new GetByRoleOptions().setName("Topics").setExact(true))
                    .waitFor();
            page.keyboard().press("/");
            page.keyboard().type("pri");
            page.waitForCondition(() -> page.locator("tbody tr").count() == 1);
            assertThat(page.url()).endsWith("#/topics?q=pri");
            page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName("Rows"))
                    .click();
            page.locator("th[aria-sort=descending]").waitFor();
            assertThat(page.url()).contains("sort=rows");
            return true;
        });
    }

    @Test
    @Order(3)
    void publishes_a_test_event_and_closes_a_topic_after_asking_back() {
        chromium.inPage(page -> {
            page.navigate(weir.management("/console") + "#/topics/prices");
            press(page, "Publish a test event");
            press(page, "Publish");
            page.getByText("Stored as 1-21.").waitFor();
            press(page, "Close");
            page.getByText("{\"test\":true}").first().waitFor();
            page.locator(".acts > .danger").click();
            press(page, "Cancel");
            assertThat(page.locator("dialog[open]").count()).isZero();
            page.locator(".acts > .danger").click();
            press(page, "Close the topic");
            page.getByText("The topic is closed.").waitFor();
            return true;
        });
        await().untilAsserted(() ->
                assertThat(weir.output()).contains("\"type\":\"publish-test-event\"", "\"type\":\"close-topic\""));
    }

    @Test
    @Order(4)
    void evicts_a_stream_and_then_shows_how_it_ended() throws Exception {
        var id = connection().path("id").asText();
        chromium.inPage(page -> {
            page.navigate(weir.management("/console") + "#/connections/" + id);
            press(page, "Evict");
            page.locator("dialog button[type=submit]").click();
            page.getByText("The stream is being ended.").waitFor();
            press(page, "Close");
            page.getByText("evicted").first().waitFor();
            return true;
        });
        assertThat(weir.output()).contains("\"type\":\"evict\",\"connectionId\":\"" + id);
    }

    @Test
    @Order(5)
    void drains_the_node() {
        chromium.inPage(page -> {
            page.navigate(weir.management("/console") + "#/cluster");
            press(page, "Drain");
            press(page, "Drain the node");
            page.getByText("It leaves.").waitFor();
            return true;
        });
        assertThat(weir.awaitExit()).isZero();
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true))
                .first()
                .click();
    }

    private static JsonNode connection() throws Exception {
        return json.readTree(weir.get(weir.management("/api/connections?topic=quakes")))
                .path("connections")
                .path(0);
    }
}
