package dev.weir.subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.Credential;
import dev.weir.access.Revocation;
import dev.weir.access.Revocation.Kind;
import dev.weir.admission.ClientLimits;
import dev.weir.admission.LimitObserver;
import dev.weir.admission.LimitSettings;
import dev.weir.fanout.TopicFeeds;
import dev.weir.http.TrustedProxies;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import java.time.Duration;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams whose credential is taken back, and clients that have read enough from the journal. */
class WithdrawnTest extends ConnectionsScene {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @Test
    void a_revocation_ends_the_streams_that_it_covers_and_no_other() throws Exception {
        var alice = open(new Credential("alice", "1", NOW, null));
        var bob = open(new Credential("bob", "2", NOW, null));
        alice.next();
        bob.next();
        revocations.add(new Revocation(Kind.SUBJECT, "alice", NOW));

        connections.tell(new Connections.EndRevoked());

        assertThat(alice.next())
                .contains("\"code\":3502", "\"reconnect\":false")
                .doesNotContain("\nid:", "retry:");
        await().untilAsserted(() -> assertThat(observer.heard).containsExactly("opened", "opened", "ended revoked"));
        publish("on");
        assertThat(bob.next()).contains("data: on");
    }

    @Test
    void one_that_is_still_being_opened_is_refused() {
        connections.tell(wantedBy(new Credential("alice", "1", NOW, null)));
        feeds.expectMessageClass(TopicFeeds.Join.class);
        revocations.add(new Revocation(Kind.TOKEN, "1", NOW));

        connections.tell(new Connections.EndRevoked());

        assertRefused();
    }

    @Test
    void one_that_was_let_through_a_moment_before_is_not_opened() {
        revocations.add(new Revocation(Kind.TOKEN, "1", NOW));

        connections.tell(wantedBy(new Credential("alice", "1", NOW, null)));

        assertRefused();
        feeds.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void who_has_read_enough_from_the_journal_waits_and_others_do_not() throws Exception {
        var limits =
                new ClientLimits(new LimitSettings(0, 0, 0, 0, 1), TrustedProxies.NONE, nanos::get, LimitObserver.NONE);
        var node = start(settings(20, Duration.ofMinutes(5)), limits);
        log = StreamFixture.newLog(new Position(1, 8), 1 << 20);
        for (int seq = 1; seq <= 8; seq++) {
            journal.store(1, seq, "old");
        }
        var first = openBehind(node, Credential.NONE);
        first.next();
        assertThat(first.next()).startsWith("data: ");

        node.tell(wanted("1-2", replies.getRef()));
        join(head());
        var refused = replies.expectMessageClass(OpenReply.NotOpened.class);

        assertThat(refused.refusal()).isEqualTo(Refusal.TOO_FAST);
        assertThat(refused.end()).isEqualTo(StreamEnd.RATE);
        assertThat(refused.detail()).contains("limits.catch-up-bytes", "at most 1 in 60 s");
        assertThat(openBehind(node, new Credential("bob", null, null, null)).next())
                .contains("stream-open");
    }

    private TopicHead head() {
        return new TopicHead(1, 0, 1, 8, false);
    }

    private Client openBehind(ActorRef<Connections.Message> node, Credential credential) {
        node.tell(wantedBy("1-2", credential));
        join(head());
        return new Client(replies.expectMessageClass(OpenReply.Streaming.class));
    }

    private Client open(Credential credential) {
        connections.tell(wantedBy(credential));
        join(new TopicHead(1, 0, 1, log.last(), false));
        return new Client(replies.expectMessageClass(OpenReply.Streaming.class));
    }

    private Connections.Open wantedBy(Credential credential) {
        return wantedBy(null, credential);
    }

    private Connections.Open wantedBy(@Nullable String id, Credential credential) {
        var open = wanted(id, replies.getRef());
        return new Connections.Open(
                open.request(),
                open.denied(),
                open.client(),
                open.peer(),
                credential,
                open.departure(),
                open.replyTo());
    }

    private void assertRefused() {
        var refused = replies.expectMessageClass(OpenReply.NotOpened.class);
        assertThat(refused.refusal()).isEqualTo(Refusal.INVALID_TOKEN);
        assertThat(refused.end()).isEqualTo(StreamEnd.REVOKED);
        assertThat(refused.mayPass()).isFalse();
    }
}
