package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Programs of others that a test needs. */
public final class Programs {

    private Programs() {}

    /**
     * Skips the test when it is not installed; under CI fails it.
     *
     * @param argument with which it prints its version
     */
    public static void need(String program, String argument) {
        insist(trouble(program, argument));
    }

    /** The same for who may mount a folder or set a packet filter. */
    public static void needRoot() {
        insist("root".equals(System.getProperty("user.name")) ? "" : "not root");
    }

    /**
     * The same for what is more than a program.
     *
     * @param trouble what was wrong; empty when all is well
     */
    public static void insist(String trouble) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(trouble).as("what is missing, and CI must have").isEmpty();
        }
        assumeTrue(trouble.isEmpty(), trouble);
    }

    private static String trouble(String program, String argument) {
        try {
            var process = new ProcessBuilder(program, argument)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int status = process.waitFor();
            return status == 0 ? "" : program + " " + argument + ": status " + status;
        } catch (IOException notThere) {
            return "not installed: " + program;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
