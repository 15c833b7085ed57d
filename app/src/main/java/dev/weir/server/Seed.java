package dev.weir.server;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A member of the cluster that others ask to be let in, as that one calls itself: its {@code cluster.host} and {@code
 * cluster.port}, letter by letter.
 *
 * @param host a name or an address; of IPv6 without brackets
 */
public record Seed(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)]|([^\\s:/@\\[\\]]+)):(\\d{1,5})");

    private static final int PORT_MAX = 65_535;

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** @param text {@code host:port}, {@code [address]:port} for IPv6 */
    static Optional<Seed> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts.group(3));
        var host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return port < 1 || port > PORT_MAX ? Optional.empty() : Optional.of(new Seed(host, port));
    }
}
