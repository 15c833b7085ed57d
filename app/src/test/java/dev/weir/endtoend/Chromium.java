package dev.weir.endtoend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchPersistentContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A real browser without a window, with a page for each session. Playwright wants one thread for all. */
final class Chromium implements AutoCloseable {

    static final Path PROGRAM = Path.of("/usr/bin/chromium");

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final String FETCH_LIBRARY = "/lib/";
    private static final Path FETCH_FILES =
            NpmFolder.CLIENTS.path().resolve(Path.of("node_modules", "@microsoft", "fetch-event-source", "lib", "esm"));

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> new Thread(work, "playwright"));
    private final Path userFolder;
    private @Nullable Playwright playwright;
    private @Nullable BrowserContext browser;

    /**
     * Starts with its first page.
     *
     * @param userFolder one that nobody used before
     */
    Chromium(Path userFolder) {
        this.userFolder = userFolder;
    }

    /** What a page needs from the origin of its streams: itself and the scripts. Null for other paths. */
    static byte @Nullable [] pages(String path) {
        if (path.equals("/page")) {
            return ok("text/html", "<!doctype html><meta charset=utf-8><title>A reader</title>");
        }
        if (path.equals("/follow.mjs")) {
            return ok("text/javascript", read(NpmFolder.CLIENTS.path().resolve("follow.mjs")));
        }
        if (path.startsWith(FETCH_LIBRARY)) {
            // The library's modules name each other without an ending.
            var name = path.substring(FETCH_LIBRARY.length()).replace(".js", "");
            return ok("text/javascript", read(FETCH_FILES.resolve(name + ".js")));
        }
        return path.equals("/favicon.ico") ? "HTTP/1.1 204 No Content\r\n\r\n".getBytes(UTF_8) : null;
    }

    /** The browser's own EventSource. */
    Session eventSource(URI stream) {
        return new PageSession(stream, """
                const { followEventSource } = await import('/follow.mjs');
                followEventSource(EventSource, url, say);""", "");
    }

    /**
     * {@code @microsoft/fetch-event-source}, a library for browsers.
     *
     * @param insist whether the application throws when the stream ends
     */
    Session fetchEventSource(URI stream, String lastId, boolean insist) {
        return new PageSession(stream, """
                const { followFetch } = await import('/follow.mjs');
                const { fetchEventSource } = await import('/lib/index.js');
                const headers = lastId ? { 'last-event-id': lastId } : {};
                followFetch(fetchEventSource, url, headers, %s, say);""".formatted(insist), lastId);
    }

    /**
     * What a function of one argument says in a page of its own.
     *
     * @param page whose origin the function has
     * @param function may return a promise
     */
    Object evaluate(URI page, String function, Object argument) {
        return onThread(() -> {
            try (var opened = newPage()) {
                opened.navigate(page.toString());
                return opened.evaluate(function, argument);
            }
        });
    }

    /**
     * A page that stays.
     *
     * @param script runs before any script of the page, each time that it is loaded
     */
    Tab open(URI page, String script) {
        return new Tab(page, script);
    }

    /** Takes the network away from all pages, or gives it back. */
    void offline(boolean isOffline) {
        onThread(() -> {
            browser().setOffline(isOffline);
            return true;
        });
    }

    /** Works with a page of its own on Playwright's thread. */
    <T> T inPage(Function<Page, T> work) {
        return onThread(() -> {
            try (var opened = newPage()) {
                return work.apply(opened);
            }
        });
    }

    @Override
    public void close() {
        onThread(() -> {
            if (browser != null) {
                browser.close();
            }
            if (playwright != null) {
                playwright.close();
            }
            return true;
        });
        thread.shutdown();
    }

    private Page newPage() {
        return browser().newPage();
    }

    private BrowserContext browser() {
        if (browser == null) {
            playwright = Playwright.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            browser = playwright
                    .chromium()
                    .launchPersistentContext(
                            userFolder,
                            new LaunchPersistentContextOptions()
                                    .setExecutablePath(PROGRAM)
                                    .setHeadless(true)
                                    .setArgs(FLAGS));
        }
        return browser;
    }

    private <T> T onThread(Callable<T> work) {
        Future<T> done = thread.submit(work);
        try {
            return done.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] ok(String type, String text) {
        var body = text.getBytes(UTF_8);
        var head = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n";
        return (head + new String(body, ISO_8859_1)).getBytes(ISO_8859_1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A page of this browser. */
    final class Tab implements AutoCloseable {

        private final Page page;

        private Tab(URI address, String script) {
            page = onThread(() -> {
                var opened = newPage();
                opened.addInitScript(script);
                opened.navigate(address.toString());
                return opened;
            });
        }

        /** What a function of one argument says; it may return a promise. */
        Object evaluate(String function, Object argument) {
            return onThread(() -> page.evaluate(function, argument));
        }

        void reload() {
            onThread(page::reload);
        }

        /** What it looks like, as a file. */
        void picture(Path file) {
            onThread(() -> page.screenshot(new Page.ScreenshotOptions().setPath(file)));
        }

        /** As somebody who closes it. */
        @Override
        public void close() {
            onThread(() -> {
                page.close();
                return true;
            });
        }
    }

    /** A page that follows one stream of its own origin. */
    private final class PageSession implements Session {

        private final Page page;
        private final List<Heard> heard = new ArrayList<>();

        private PageSession(URI stream, String script, String lastId) {
            page = onThread(() -> {
                var opened = newPage();
                opened.navigate(stream.resolve("/page").toString());
                opened.evaluate(
                        "async ([url, lastId]) => { window.heard = [];"
                                + " const say = what => window.heard.push(JSON.stringify(what)); " + script + " }",
                        List.of(stream.toString(), lastId));
                return opened;
            });
        }

        @Override
        public List<Heard> heard() {
            var news = onThread(() -> (List<?>) page.evaluate("() => window.heard.splice(0)"));
            synchronized (heard) {
                news.forEach(line -> heard.add(Heard.parse((String) line)));
                return List.copyOf(heard);
            }
        }

        @Override
        public void close() {
            onThread(() -> {
                page.close();
                return true;
            });
        }
    }
}
