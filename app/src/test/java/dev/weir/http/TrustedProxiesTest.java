package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final TrustedProxies PROXIES = new TrustedProxies(Stream.of("10.0.0.0/8", "fd00::/16", "192.0.2.7")
            .map(text -> AddressRange.parse(text).orElseThrow())
            .toList());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // A client that comes directly says what it likes.
                "203.0.113.9 | X-Forwarded-For | 1.2.3.4 | 203.0.113.9 | -",
                "203.0.113.9 | Forwarded | for=1.2.3.4 | 203.0.113.9 | -",
                // One proxy; the client wrote the first entry itself.
                "10.1.1.1 | X-Forwarded-For | 203.0.113.9 | 203.0.113.9 | 10.1.1.1",
                "10.1.1.1 | X-Forwarded-For | 1.2.3.4, 203.0.113.9 | 203.0.113.9 | 10.1.1.1",
                // Two proxies.
                "10.1.1.1 | X-Forwarded-For | 1.2.3.4, 203.0.113.9, 192.0.2.7 | 203.0.113.9 | 10.1.1.1",
                "fd00:0:1::5 | X-Forwarded-For | 2001:db8::1 | 2001:db8:0:0:0:0:0:1 | fd00:0:1:0:0:0:0:5",
                // All are trusted: the farthest.
                "10.1.1.1 | X-Forwarded-For | 10.2.2.2 | 10.2.2.2 | 10.1.1.1",
                // What is no address ends the search.
                "10.1.1.1 | X-Forwarded-For | 1.2.3.4, localhost, 10.2.2.2 | 10.2.2.2 | 10.1.1.1",
                "10.1.1.1 | X-Forwarded-For | unknown | 10.1.1.1 | -",
                "10.1.1.1 | X-Forwarded-For | 999.1.1.1 | 10.1.1.1 | -",
                "10.1.1.1 | X-Forwarded-For | 203.0.113.9:4711 | 203.0.113.9 | 10.1.1.1",
                "10.1.1.1 | Forwarded | for=203.0.113.9;proto=https;by=10.1.1.1 | 203.0.113.9 | 10.1.1.1",
                "10.1.1.1 | Forwarded | for=1.2.3.4, For=\"[2001:db8::1]:4711\" | 2001:db8:0:0:0:0:0:1 | 10.1.1.1",
                "10.1.1.1 | Forwarded | for=_hidden | 10.1.1.1 | -",
            })
    void finds_the_client(String peer, String header, String value, String client, String proxy) throws Exception {
        var request = from(peer).addHeader(RawHeader.create(header, value));

        assertThat(PROXIES.clientOf(request)).isEqualTo(new ClientAddress(client, proxy));
    }

    @Test
    void goes_by_x_forwarded_for_when_there_are_both() throws Exception {
        var request = from("10.1.1.1")
                .addHeader(RawHeader.create("Forwarded", "for=1.2.3.4"))
                // Each is put before the others.
                .addHeader(RawHeader.create("X-Forwarded-For", "203.0.113.9"))
                .addHeader(RawHeader.create("X-Forwarded-For", "9.9.9.9"));

        assertThat(PROXIES.clientOf(request)).isEqualTo(new ClientAddress("203.0.113.9", "10.1.1.1"));
    }

    @Test
    void a_request_from_nowhere_is_unknown() {
        assertThat(PROXIES.clientOf(HttpRequest.create())).isEqualTo(ClientAddress.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0/8",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "::1/129",
                "g::",
                "1.2.3.4.5"
            })
    void what_is_no_block_of_addresses_is_not_taken_for_one(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.128.0/17, 192.168.255.1, true",
        "192.168.128.0/17, 192.168.127.255, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
    })
    void a_block_contains_what_begins_like_it(String range, String address, boolean contains) throws Exception {
        assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8::1, 2001:db8:0:0::/64",
        "unknown, unknown",
    })
    void limits_count_by_the_network(String address, String network) {
        assertThat(new ClientAddress(address, null).network()).isEqualTo(network);
    }

    private static HttpRequest from(String peer) throws Exception {
        return HttpRequest.create()
                .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.getByName(peer)));
    }
}
