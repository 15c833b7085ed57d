package dev.weir.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import dev.weir.http.AddressRange;
import dev.weir.topic.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads keys under {@code weir}, each within its bounds, and remembers which there are. */
final class SettingsReader {

    private static final String ROOT = "weir";
    private static final String FOREVER = "forever";

    /** How many letters a key may differ from a known one for that one to be named. */
    private static final int TYPING_ERRORS_MAX = 3;

    private final Config config;
    private final Set<String> known = new TreeSet<>();

    SettingsReader(Config config) {
        this.config = config;
    }

    /** The keys that were asked for, without {@code weir.}. */
    Set<String> known() {
        return known;
    }

    String text(String key) {
        return value(key, "a text", () -> config.getString(path(key)));
    }

    boolean flag(String key) {
        return value(key, "true or false", () -> config.getBoolean(path(key)));
    }

    String choice(String key, List<String> allowed) {
        var expected = String.join(" or ", allowed);
        String text = value(key, expected, () -> config.getString(path(key)));
        return within(key, text, expected, allowed.contains(text));
    }

    /** A list, or a text with commas, of blocks of addresses. */
    List<AddressRange> addressRanges(String key) {
        var expected = "addresses or blocks such as 10.0.0.0/8, with commas between them";
        var ranges = new ArrayList<AddressRange>();
        for (var text : texts(key)) {
            ranges.add(AddressRange.parse(text).orElseThrow(() -> bad(key, expected)));
        }
        return ranges;
    }

    /** A list, or a text with commas; without white space around each, and without empty ones. */
    List<String> texts(String key) {
        List<String> texts = value(
                key,
                "a list of texts, or a text with commas",
                () -> config.getValue(path(key)) instanceof ConfigList
                        ? config.getStringList(path(key))
                        : List.of(config.getString(path(key)).split(",", -1)));
        return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    }

    List<? extends Config> objects(String key, String expected) {
        return value(key, expected, () -> config.getConfigList(path(key)));
    }

    int count(String key, int least, int most) {
        var expected = least + " to " + most;
        int count = value(key, expected, () -> config.getInt(path(key)));
        return within(key, count, expected, count >= least && count <= most);
    }

    int port(String key) {
        return count(key, 0, 65_535);
    }

    Duration time(String key, Duration least, Duration most) {
        var expected = shown(least) + " to " + shown(most);
        Duration time = value(key, expected, () -> config.getDuration(path(key)));
        return within(key, time, expected, time.compareTo(least) >= 0 && time.compareTo(most) <= 0);
    }

    long bytes(String key, long least, long most) {
        var expected = most == Long.MAX_VALUE ? "from " + shown(least) : shown(least) + " to " + shown(most);
        long bytes = value(key, expected, () -> config.getBytes(path(key)));
        return within(key, bytes, expected, bytes >= least && bytes <= most);
    }

    /** As {@link #bytes} without an upper bound; {@code otherwise} when the text is empty. */
    long bytesOr(long otherwise, String key, long least) {
        return text(key).isBlank() ? otherwise : bytes(key, least, Long.MAX_VALUE);
    }

    /** From 1, or {@code forever}: then {@link Retention#ALL}. */
    long countOrForever(String key) {
        var expected = "1 or more, or " + FOREVER;
        if (FOREVER.equals(value(key, expected, () -> config.getString(path(key))))) {
            return Retention.ALL;
        }
        long count = value(key, expected, () -> config.getLong(path(key)));
        return within(key, count, expected, count >= 1);
    }

    /** Whole seconds from 1, or {@code forever}: then {@link Retention#FOREVER}. */
    Duration secondsOrForever(String key) {
        var expected = "whole seconds, 1s or more, or " + FOREVER;
        if (FOREVER.equals(value(key, expected, () -> config.getString(path(key))))) {
            return Retention.FOREVER;
        }
        Duration time = value(key, expected, () -> config.getDuration(path(key)));
        return within(key, time, expected, time.toSeconds() >= 1 && time.equals(Duration.ofSeconds(time.toSeconds())));
    }

    /** @throws BadSetting when there is a key under {@code weir} that was not asked for */
    void refuseUnknown() {
        for (var entry : config.getObject(ROOT).toConfig().entrySet()) {
            var key = entry.getKey().replace("\"", "");
            if (!known.contains(key)) {
                throw unknown(key, shown(entry.getValue()));
            }
        }
    }

    BadSetting bad(String key, String expected) {
        return new BadSetting(path(key), raw(key), expected);
    }

    private BadSetting unknown(String key, String value) {
        var nearest = known.stream().min(Comparator.comparingInt(other -> distance(key, other)));
        var expected = nearest.filter(other -> distance(key, other) <= TYPING_ERRORS_MAX || sameEnd(key, other))
                .map(other -> "a known key, perhaps " + path(other))
                .orElse("a known key");
        boolean secret =
                looksSecret(key) || nearest.filter(SettingsReader::looksSecret).isPresent();
        return new BadSetting(path(key), secret ? "…" : value, expected);
    }

    private <T> T value(String key, String expected, Supplier<T> read) {
        known.add(key);
        try {
            return read.get();
        } catch (ConfigException invalid) {
            throw bad(key, expected);
        }
    }

    private <T> T within(String key, T value, String expected, boolean isWithin) {
        if (!isWithin) {
            throw bad(key, expected);
        }
        return value;
    }

    /** What was given, as it was given. */
    private String raw(String key) {
        if (looksSecret(key)) {
            return "…";
        }
        if (!config.hasPath(path(key))) {
            return "nothing";
        }
        var value = config.getValue(path(key));
        return value instanceof ConfigObject ? value.render(ConfigRenderOptions.concise()) : shown(value);
    }

    /** What is in a list may be secret, whatever the key is called. */
    private static String shown(ConfigValue value) {
        return value instanceof ConfigList list ? "a list of " + list.size() : String.valueOf(value.unwrapped());
    }

    private static boolean looksSecret(String key) {
        return key.contains("passw") || key.contains("secret") || key.startsWith("auth.key") || key.contains("tls.key");
    }

    private static String path(String key) {
        return ROOT + "." + key;
    }

    static String shown(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds > 0 && seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds > 60 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    static String shown(long bytes) {
        long kibibytes = bytes / 1024;
        if (bytes % 1024 != 0 || bytes == 0) {
            return bytes + " B";
        }
        return kibibytes % 1024 == 0 ? kibibytes / 1024 + " MiB" : kibibytes + " KiB";
    }

    /** Whether only the section is another: {@code connection.max} for {@code connections.max}. */
    private static boolean sameEnd(String key, String other) {
        return key.substring(key.lastIndexOf('.') + 1).equals(other.substring(other.lastIndexOf('.') + 1));
    }

    /** Letters to insert, delete or replace to get from one to the other (Levenshtein). */
    static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
