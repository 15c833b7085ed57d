package dev.weir.access;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code auth.allowed-origins}: whose pages may use Weir from a browser.
 *
 * @param listed as browsers send them in {@code Origin}; these may use the cookie
 * @param any whether all others may too, without the cookie
 */
public record Origins(Set<String> listed, boolean any) {

    public static final Origins NONE = new Origins(Set.of(), false);

    public static final String EXPECTED =
            "at most 100 of scheme://host[:port] as browsers send it: lower case, no path, no usual port; or *";

    private static final int COUNT_MAX = 100;
    private static final Pattern ORIGIN =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[1-9][0-9]{0,4})?");

    public Origins {
        listed = Set.copyOf(listed);
    }

    /** @throws IllegalArgumentException whose message is the value that is no origin */
    public static Origins of(List<String> texts) {
        if (texts.size() > COUNT_MAX) {
            throw new IllegalArgumentException(texts.size() + " origins");
        }
        Set<String> listed = new LinkedHashSet<>();
        for (var text : texts) {
            if (!text.equals("*")) {
                listed.add(checked(text));
            }
        }
        return new Origins(listed, texts.contains("*"));
    }

    private static String checked(String text) {
        var origin = ORIGIN.matcher(text);
        boolean usualPort = (text.startsWith("http:") && text.endsWith(":80"))
                || (text.startsWith("https:") && text.endsWith(":443"));
        if (!origin.matches() || usualPort) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    boolean isEmpty() {
        return listed.isEmpty() && !any;
    }
}
