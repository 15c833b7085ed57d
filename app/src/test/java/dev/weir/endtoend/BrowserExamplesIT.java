package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's example in a page, and the example pages, in a real browser, from another origin than their server. */
@Timeout(120)
class BrowserExamplesIT {

    private static final Path DOCUMENTS = Path.of("..", "docs", "examples");
    private static final Pattern README_EXAMPLE = Pattern.compile("(?s)<!-- browser -->\n```html\n(.*?)```");
    private static final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private static Path folder;

    private static WeirProcess weir;
    private static Chromium chromium;

    @BeforeAll
    @Timeout(240)
    static void start() {
        Programs.need(Chromium.PROGRAM.toString(), "--version");
        weir = WeirProcess.on(folder.resolve("data"), "-Dweir.auth.allowed-origins=*");
        chromium = new Chromium(folder.resolve("chromium"));
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
            weir.close();
        }
    }

    private static Chromium.Tab open(Origin origin) {
        return chromium.open(origin.uri("/?weir=http://127.0.0.1:" + weir.port()), "");
    }

    private static Origin serving(String page) throws IOException {
        return Origin.of("text/html; charset=utf-8", Files.readString(DOCUMENTS.resolve(page)));
    }

    private static void send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(weir.uri(path)).method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        assertThat(http.send(request.build(), BodyHandlers.discarding()).statusCode())
                .isBetween(200, 204);
    }

    private static void token(String text) throws Exception {
        send("POST", "/topics/answer-1/events", '"' + text + '"', "Content-Type", "application/json");
    }

    private static void load(String machine, String data) throws Exception {
        var path = "/topics/machines/events";
        send("POST", path, data, "Content-Type", "application/json", "Weir-Event-Key", machine);
    }

    private static void shows(Chromium.Tab page, String id, String expected) {
        await().atMost(Duration.ofSeconds(45))
                .untilAsserted(() -> assertThat(text(page, id)).isEqualTo(expected));
    }

    private static String text(Chromium.Tab page, String id) {
        return String.valueOf(page.evaluate("id => document.getElementById(id).innerText.replace(/\\s+/g, ' ')", id));
    }

    /** Where somebody looks at it who asked for that: {@code -Dweir.pictures=FOLDER}. */
    private static void picture(Chromium.Tab page, String name) {
        var pictures = System.getProperty("weir.pictures");
        if (pictures != null) {
            page.picture(Path.of(pictures).resolve(name + ".png"));
        }
    }

    @Test
    void the_readme_shows_what_works() throws Exception {
        var found = README_EXAMPLE.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(found.find()).isTrue();
        var script = found.group(1).replace("localhost:8080", "127.0.0.1:" + weir.port());
        var noting = "window.seen = []; console.log = (...what) => window.seen.push(JSON.stringify(what))";
        send(
                "POST",
                "/topics/quakes/events",
                "{\"mag\":4.7}",
                "Content-Type",
                "application/json",
                "Weir-Event-Type",
                "quake");
        try (var origin = Origin.of("text/html", "<!doctype html><title>A page</title>" + script);
                var page = chromium.open(origin.uri("/"), noting)) {
            await().atMost(Duration.ofSeconds(45))
                    .until(() -> page.evaluate("() => window.seen", null).equals(List.of("[\"1-1\",{\"mag\":4.7}]")));
        }
    }

    @Test
    void an_answer_survives_a_reload_in_mid_sentence() throws Exception {
        try (var origin = serving("answer.html");
                var page = open(origin)) {
            token("Rivers run ");
            token("down");
            shows(page, "answer", "Rivers run down");
            shows(page, "state", "being written");
            page.reload();
            token("hill, ");
            token("and dams ");
            page.reload();
            token("hold them.");
            shows(page, "answer", "Rivers run downhill, and dams hold them.");
            picture(page, "answer");
            send("POST", "/topics/answer-1/close", "");
            shows(page, "state", "complete");
            page.reload();
            shows(page, "state", "complete");

            assertThat(text(page, "answer")).isEqualTo("Rivers run downhill, and dams hold them.");
        }
    }

    @Test
    void a_dashboard_begins_with_the_state_and_follows_it() throws Exception {
        send("PUT", "/topics/machines", "{\"keyed\":true}");
        load("m1", "{\"load\":0.1}");
        load("m2", "{\"load\":0.2}");
        load("m1", "{\"load\":0.4}");
        try (var origin = serving("dashboard.html");
                var page = open(origin);
                var other = open(origin)) {
            shows(page, "rows", "m1 0.40 m2 0.20");
            load("m3", "{\"load\":0.95}");
            load("m2", "null");
            shows(page, "rows", "m1 0.40 m3 0.95");
            shows(other, "rows", "m1 0.40 m3 0.95");
            picture(page, "dashboard");
            page.reload();

            shows(page, "rows", "m1 0.40 m3 0.95");
        }
    }

    @Test
    void notifications_come_to_all_tabs_over_one_connection() throws Exception {
        try (var origin = serving("notifications.html");
                var second = twoTabs(origin)) {
            send("POST", "/topics/notifications/events", "Rain at noon");

            shows(second, "list", "Rain at noon A friend says hello Your parcel has arrived");
            shows(second, "state", "leading");
        }
    }

    /** The second of two tabs, after both have seen two notifications and the first one was closed. */
    private static Chromium.Tab twoTabs(Origin origin) throws Exception {
        try (var first = open(origin)) {
            shows(first, "state", "leading");
            var second = open(origin);
            shows(second, "state", "following");
            send("POST", "/topics/notifications/events", "Your parcel has arrived");
            send("POST", "/topics/notifications/events", "A friend says hello");
            for (var page : List.of(first, second)) {
                shows(page, "list", "A friend says hello Your parcel has arrived");
            }
            picture(second, "notifications");
            return second;
        }
    }
}
