package dev.weir.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** A block of addresses in CIDR notation (RFC 4632): {@code 10.0.0.0/8}, {@code fd00::/8}, or one address. */
public final class AddressRange {

    private static final Pattern FOUR_NUMBERS = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final Pattern HEX_AND_COLONS = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final byte[] network;
    private final int bits;

    private AddressRange(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** @return empty when it is no such block */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        byte[] network = address.get().getAddress();
        int most = network.length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new AddressRange(network, most));
        }
        var length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(network, Integer.parseInt(length)));
    }

    /** An address that is written out; never a name, so that nothing is looked up. */
    static Optional<InetAddress> literal(String text) {
        if (!FOUR_NUMBERS.matcher(text).matches()
                && !HEX_AND_COLONS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int kept = Math.min(Byte.SIZE, bits - bit);
            int mask = 0xff << (Byte.SIZE - kept);
            int at = bit / Byte.SIZE;
            if ((other[at] & mask) != (network[at] & mask)) {
                return false;
            }
        }
        return true;
    }
}
