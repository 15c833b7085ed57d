package dev.weir.terminal;

import java.io.IOException;

/** Standard output, when a person reads it. The only class that writes there itself. */
public final class Terminal {

    private static final boolean ATTACHED = test();

    private Terminal() {}

    /**
     * Whether standard output is a terminal, by the word of {@code test -t 1}, which inherits it.
     *
     * <p>{@code System.console()} would want standard input to be a terminal too before JDK 22, and is there without any
     * since. Where there is no such program, in a bare container, there is no terminal either.
     */
    public static boolean isAttached() {
        return ATTACHED;
    }

    private static boolean test() {
        try {
            return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public static void print(String line) {
        System.out.println(line);
    }

    /** Before the process halts, which writes nothing out. */
    public static void flush() {
        System.out.flush();
        System.err.flush();
    }
}
