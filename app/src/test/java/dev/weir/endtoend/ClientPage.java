package dev.weir.endtoend;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/** A page that follows a stream of its own origin with Weir's client for browsers, and notes all that it is told. */
final class ClientPage implements AutoCloseable {

    /** How long what a page waits for may take on a busy machine. */
    private static final Duration MOST = Duration.ofSeconds(45);

    private static final String FOLLOW = """
            async ([path, options]) => {
              const { WeirEventSource } = await import('/client/weir.js');
              const seen = window.seen = [];
              const told = window.told = [];
              const note = name => what => told.push(name + ' ' + (what.code ?? what.cause ?? what));
              const source = window.source = new WeirEventSource(path, {
                ...options, onGap: note('gap'), onBye: note('bye'), onTransport: note('transport')
              });
              source.onmessage = ({ data, lastEventId }) => seen.push(data + ' @' + lastEventId);
              source.onopen = () => told.push('open');
              source.onerror = ({ why, reason }) => told.push((reason ?? 'error') + ' ' + why);
            }""";

    private final Chromium.Tab tab;

    private ClientPage(Chromium.Tab tab) {
        this.tab = tab;
    }

    /**
     * @param origin a server that has {@code /page}, the client and the stream
     * @param options of the client
     * @param script runs before any other of the page
     */
    static ClientPage open(Chromium chromium, URI origin, String path, Map<String, Object> options, String script) {
        var page = new ClientPage(chromium.open(origin.resolve("/page"), script));
        page.tab.evaluate(FOLLOW, List.of(path, options));
        return page;
    }

    static ClientPage open(Chromium chromium, URI origin, String path, Map<String, Object> options) {
        return open(chromium, origin, path, options, "");
    }

    /** Waits until it has seen the events with these numbers, under their ids, and nothing else. */
    void sees(int from, int to) {
        var expected = IntStream.rangeClosed(from, to)
                .mapToObj(number -> number + " @1-" + number)
                .toList();
        waits("has seen " + from + " to " + to, () -> seen().equals(expected));
    }

    /** Waits until this was told. */
    void isTold(String what) {
        waits("is told " + what, () -> told().contains(what));
    }

    void isOn(String transport) {
        waits("is on " + transport, () -> state("transport").equals(transport) && isOpen());
    }

    void isOpen(boolean expected) {
        waits("is open: " + expected, () -> isOpen() == expected);
    }

    String role() {
        return state("role");
    }

    List<String> told() {
        return list("told");
    }

    List<String> seen() {
        return list("seen");
    }

    @Override
    public void close() {
        tab.close();
    }

    private boolean isOpen() {
        return state("readyState").equals("1");
    }

    private String state(String property) {
        return String.valueOf(tab.evaluate("property => window.source[property]", property));
    }

    private List<String> list(String name) {
        var values = (List<?>) tab.evaluate("name => window[name]", name);
        return values.stream().map(String::valueOf).toList();
    }

    private void waits(String what, java.util.concurrent.Callable<Boolean> until) {
        try {
            await(what).atMost(MOST).until(until);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(what + ": no; it is told " + told() + " and has seen " + seen(), e);
        }
    }
}
