package dev.weir.bench;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How this very program is started again, in a JVM of its own. */
final class JavaCommand {

    private JavaCommand() {}

    /** Up to the subcommand. */
    static List<String> of(List<String> jvm) {
        var command = new ArrayList<String>();
        command.add(program("java").toString());
        command.addAll(jvm);
        var source = source();
        if (Files.isRegularFile(source)) {
            command.addAll(List.of("-jar", source.toString()));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.weir.server.Main"));
        }
        return command;
    }

    /** One of the JDK's programs beside this JVM; need not exist. */
    static Path program(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name);
    }

    private static Path source() {
        try {
            var source = JavaCommand.class.getProtectionDomain().getCodeSource();
            return source == null ? Path.of("") : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException malformed) {
            throw BenchStop.failed("jar: where it is cannot be told: " + malformed.getMessage());
        }
    }
}
