package dev.weir.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The modules of the browser's client as one, so that a page asks once and never mixes two versions. The modules are
 * written for it: they import by name, on one line, and no two have the same name at their top.
 */
final class BrowserModule {

    private static final String FOLDER = "/browser/";
    private static final String ENTRY = "weir.js";

    private static final Pattern IMPORT = Pattern.compile("(?m)^import \\{[^}]+} from '\\./(\\w+\\.js)';\n");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export ");
    private static final Pattern DOCUMENTATION = Pattern.compile("(?s)/\\*\\*.*?\\*/");
    private static final Pattern BLANK = Pattern.compile("(?m)^\\s+");

    private final Map<String, String> modules = new LinkedHashMap<>();

    private BrowserModule() {}

    static String text() {
        var all = new BrowserModule();
        all.add(ENTRY);
        return "/* Weir's client for browsers. Apache-2.0. Documented in docs/CLIENTS.md */\n"
                + String.join("", all.modules.values());
    }

    /** Behind all that it imports. */
    private void add(String name) {
        if (modules.containsKey(name)) {
            return;
        }
        var source = read(name);
        IMPORT.matcher(source).results().forEach(imported -> add(imported.group(1)));
        var bare = IMPORT.matcher(DOCUMENTATION.matcher(source).replaceAll("")).replaceAll("");
        var inner = name.equals(ENTRY) ? bare : EXPORT.matcher(bare).replaceAll("");
        modules.put(name, BLANK.matcher(inner).replaceAll(""));
    }

    private static String read(String name) {
        try (var in = BrowserModule.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("module: " + name + " (expected: one of the jar's)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
