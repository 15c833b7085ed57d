package dev.weir.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Where a request comes from.
 *
 * @param address of the client, as a literal; {@code unknown} when nobody can say
 * @param proxy the trusted proxy that it came through, as a literal; null when it came directly
 */
public record ClientAddress(String address, @Nullable String proxy) {

    /** Its address is not known. */
    public static final ClientAddress UNKNOWN = new ClientAddress("unknown", null);

    private static final int IPV6_GROUPS = 8;
    private static final int IPV6_NETWORK_GROUPS = 4;

    /**
     * What limits count by: the address, or for IPv6 its /64, since that is the least that one household or server is
     * given (RFC 6177).
     */
    public String network() {
        if (!address.contains(":")) {
            return address;
        }
        try {
            // A literal is never looked up.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            if (bytes.length != 2 * IPV6_GROUPS) {
                return address;
            }
            var text = new StringBuilder();
            for (int i = 0; i < IPV6_NETWORK_GROUPS; i++) {
                text.append(Integer.toHexString(((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff)))
                        .append(':');
            }
            return text.append(":/64").toString();
        } catch (UnknownHostException notAnAddress) {
            return address;
        }
    }
}
