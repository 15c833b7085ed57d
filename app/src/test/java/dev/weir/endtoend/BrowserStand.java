package dev.weir.endtoend;

import java.nio.file.Path;

/** A Weir whose clients come back at once, and a Chromium. */
record BrowserStand(WeirProcess weir, Chromium chromium) implements AutoCloseable {

    /** Skips the test where Chromium is not installed. */
    static BrowserStand in(Path folder) {
        Programs.need(Chromium.PROGRAM.toString(), "--version");
        return new BrowserStand(
                WeirProcess.on(
                        folder.resolve("data"),
                        "-Dweir.connections.retry-min=100ms",
                        "-Dweir.connections.retry-max=500ms"),
                new Chromium(folder.resolve("chromium")));
    }

    @Override
    public void close() {
        chromium.close();
        weir.close();
    }
}
