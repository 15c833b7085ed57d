package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Revocation.Kind;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TicketsTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final TopicName A = new TopicName("orders/7");
    private static final TopicName B = new TopicName("orders/8");
    private static final Credential ALICE = new Credential("alice", "7", NOW.minusSeconds(60), NOW.plusSeconds(3_600));

    private final Revocations revocations = new Revocations();
    private final byte[] secret = new byte[Tickets.SECRET_BYTES];

    @Test
    void lets_its_bearer_subscribe_to_its_topics_and_do_nothing_else() {
        var caller = at(NOW).holder(at(NOW).seal(ticket(A)));

        assertThat(caller.may(Action.SUBSCRIBE, A)).isEqualTo(new Decision.Allowed("alice"));
        assertDenied(caller.may(Action.SUBSCRIBE, B), Refusal.DENIED);
        assertDenied(caller.may(Action.PUBLISH, A), Refusal.DENIED);
        assertDenied(caller.may(Action.MANAGE, A), Refusal.DENIED);
        assertThat(caller.admin()).isFalse();
        assertThat(caller.credential()).isEqualTo(new Credential("alice", "7", ALICE.issuedAt(), NOW.plusSeconds(600)));
    }

    @Test
    void is_good_until_its_end_only() {
        var text = at(NOW).seal(ticket(A));

        assertThat(at(NOW.plusSeconds(599)).holder(text).may(Action.SUBSCRIBE, A))
                .isInstanceOf(Decision.Allowed.class);
        assertDenied(at(NOW.plusSeconds(600)).holder(text).may(Action.SUBSCRIBE, A), Refusal.INVALID_TOKEN);
    }

    @Test
    void goes_with_the_token_that_it_was_made_of() {
        var text = at(NOW).seal(ticket(A));
        revocations.add(new Revocation(Kind.TOKEN, "7", NOW));

        assertDenied(at(NOW).holder(text).may(Action.SUBSCRIBE, A), Refusal.INVALID_TOKEN);
    }

    @Test
    void every_changed_character_makes_it_worthless() {
        var text = at(NOW).seal(ticket(A));
        for (int i = 0; i < text.length(); i++) {
            var other = text.charAt(i) == 'A' ? 'B' : 'A';
            refuses(text.substring(0, i) + other + text.substring(i + 1));
        }
    }

    @Test
    void what_is_cut_or_longer_or_no_ticket_is_refused() {
        var text = at(NOW).seal(ticket(A));
        for (int i = 0; i < text.length(); i++) {
            refuses(text.substring(0, i));
        }
        refuses(text + "A");
        refuses(text + "=");
        refuses(" " + text);
        refuses("a.b.c");
        refuses("\u00e9");
        refuses("A".repeat(1 << 20));
    }

    @Test
    void nodes_with_another_secret_do_not_take_it() {
        var other = new byte[Tickets.SECRET_BYTES];
        Arrays.fill(other, (byte) 1);
        var text = new Tickets(other, revocations, Clock.fixed(NOW, ZoneOffset.UTC)).seal(ticket(A));

        refuses(text);
    }

    @Test
    void shows_nothing_of_what_it_holds_and_is_never_the_same_twice() {
        var one = at(NOW).seal(ticket(A));
        var bytes = new String(Base64.getUrlDecoder().decode(one), java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(bytes).doesNotContain("alice", "orders");
        assertThat(at(NOW).seal(ticket(A))).isNotEqualTo(one).matches("[A-Za-z0-9_-]{80,200}");
    }

    @Test
    void the_longest_one_fits_into_a_url() {
        var longest = new Credential("\u20ac".repeat(256), "\u20ac".repeat(256), NOW, NOW);
        var topics = IntStream.range(0, 64)
                .mapToObj(i -> new TopicName("x".repeat(190) + i))
                .toList();

        var text = at(NOW).seal(new Ticket(longest, topics, NOW.plusSeconds(600)));

        assertThat(text.length()).isLessThanOrEqualTo(Tickets.CHARS_MAX);
        for (var topic : topics) {
            assertThat(at(NOW).holder(text).may(Action.SUBSCRIBE, topic)).isInstanceOf(Decision.Allowed.class);
        }
    }

    private void refuses(String text) {
        assertDenied(at(NOW).holder(text).may(Action.SUBSCRIBE, A), Refusal.INVALID_TOKEN);
    }

    private static void assertDenied(Decision decision, Refusal refusal) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Denied.class,
                        denied -> assertThat(denied.refusal()).isEqualTo(refusal));
    }

    private static Ticket ticket(TopicName... topics) {
        return new Ticket(ALICE, List.of(topics), NOW.plus(Duration.ofMinutes(10)));
    }

    private Tickets at(Instant time) {
        return new Tickets(secret, revocations, Clock.fixed(time, ZoneOffset.UTC));
    }
}
