package dev.weir.endtoend.crowd;

import dev.weir.endtoend.WeirProcess;

/** A page of metrics, as it was. */
record Scrape(String page) {

    static Scrape of(WeirProcess weir) {
        return new Scrape(weir.get(weir.management("/metrics")));
    }

    /** @param name with its labels, as on the page */
    double value(String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name + " in:\n" + page));
    }
}
