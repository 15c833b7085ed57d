package dev.weir.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;

/**
 * Finds the client behind proxies: {@code http.trusted-proxies}. What they say in {@code X-Forwarded-For}, or in
 * {@code Forwarded} (RFC 7239) when there is no such header, is read from its end, where the nearest proxy wrote, and
 * believed as long as those that wrote it are trusted.
 */
public final class TrustedProxies {

    /** Nobody is trusted: the client is whoever has the connection. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final Pattern FORWARDED_FOR =
            Pattern.compile("(?:^|[;,\\s])for=(\"[^\"]*\"|[^;,\\s]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern WITH_PORT = Pattern.compile("\\[([^]]*)](?::[0-9_]+)?|([0-9.]+):[0-9_]+");

    private final List<AddressRange> trusted;

    public TrustedProxies(List<AddressRange> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    public ClientAddress clientOf(HttpRequest request) {
        return request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(peer -> clientOf(peer, request))
                .orElse(ClientAddress.UNKNOWN);
    }

    private ClientAddress clientOf(InetAddress peer, HttpRequest request) {
        if (!isTrusted(peer)) {
            return new ClientAddress(peer.getHostAddress(), null);
        }
        var client = peer;
        var said = said(request);
        for (int i = said.size() - 1; i >= 0 && isTrusted(client); i--) {
            var before = AddressRange.literal(withoutPort(said.get(i)));
            if (before.isEmpty()) {
                break;
            }
            client = before.get();
        }
        return new ClientAddress(client.getHostAddress(), client.equals(peer) ? null : peer.getHostAddress());
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /** Who is named, the nearest last. */
    private static List<String> said(HttpRequest request) {
        var named = new ArrayList<String>();
        for (var value : values(request, "X-Forwarded-For")) {
            named.addAll(List.of(value.split(",")));
        }
        if (named.isEmpty()) {
            for (var value : values(request, "Forwarded")) {
                var matcher = FORWARDED_FOR.matcher(value);
                while (matcher.find()) {
                    named.add(matcher.group(1).replace("\"", ""));
                }
            }
        }
        return named;
    }

    private static List<String> values(HttpRequest request, String name) {
        var values = new ArrayList<String>();
        for (var header : request.getHeaders()) {
            if (header.name().equalsIgnoreCase(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    private static String withoutPort(String node) {
        var matcher = WITH_PORT.matcher(node.trim());
        if (!matcher.matches()) {
            return node.trim();
        }
        return Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
    }
}
