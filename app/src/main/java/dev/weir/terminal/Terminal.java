package dev.weir.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Map;

/** Standard output and standard error, and whether a person reads them. The only class that writes there itself. */
public final class Terminal {

    private Terminal() {}

    /**
     * Whether standard output is a terminal, by the word of {@code test -t 1}, which inherits it.
     *
     * <p>{@code System.console()} would want standard input to be a terminal too before JDK 22, and is there without any
     * since. Where there is no such program, in a bare container, there is no terminal either.
     */
    public static boolean isAttached() {
        return StandardOutput.ATTACHED;
    }

    /** Whether standard error is a terminal; see {@link #isAttached}. */
    public static boolean isErrorAttached() {
        return StandardError.ATTACHED;
    }

    /** Whether colours are wanted on a terminal: not with {@code NO_COLOR}, as no-color.org has it, and not on a dumb one. */
    public static boolean wantsColour(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty() && !isDumb(environment);
    }

    /** Whether the cursor cannot be moved back. */
    static boolean isDumb(Map<String, String> environment) {
        return environment.getOrDefault("TERM", "").equals("dumb");
    }

    private static boolean test(int descriptor) {
        try {
            return new ProcessBuilder("test", "-t", Integer.toString(descriptor))
                            .inheritIO()
                            .start()
                            .waitFor()
                    == 0;
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

    /** Standard output for results, whose reader may go away and whose disk may fill; not to be mixed with {@link #print}. */
    public static Output output() {
        return new Output(new FileOutputStream(FileDescriptor.out).getChannel());
    }

    /** Before the process halts, which writes nothing out. */
    public static void flush() {
        System.out.flush();
        System.err.flush();
    }

    /** Asked when first needed: each answer costs a process. */
    private static final class StandardOutput {
        private static final boolean ATTACHED = test(1);
    }

    private static final class StandardError {
        private static final boolean ATTACHED = test(2);
    }
}
