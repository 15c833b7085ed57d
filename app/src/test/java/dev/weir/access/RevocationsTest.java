package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.Revocation.Kind;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RevocationsTest {

    private static final Instant NOW = AccessScene.NOW;

    private final Revocations revocations = new Revocations();

    @Test
    void a_token_is_known_by_its_id() {
        revocations.add(new Revocation(Kind.TOKEN, "7", NOW));

        assertThat(revocations.cover(new Credential("alice", "7", NOW.plusSeconds(60), null)))
                .isTrue();
        assertThat(revocations.cover(new Credential("alice", "8", NOW, null))).isFalse();
        assertThat(revocations.cover(new Credential("7", null, NOW, null))).isFalse();
        assertThat(revocations.cover(Credential.NONE)).isFalse();
    }

    @Test
    void a_subject_keeps_what_it_was_given_later() {
        revocations.add(new Revocation(Kind.SUBJECT, "alice", NOW));

        assertThat(revocations.cover(issued("alice", NOW.minusSeconds(1)))).isTrue();
        assertThat(revocations.cover(issued("alice", NOW))).isTrue();
        assertThat(revocations.cover(new Credential("alice", null, null, null))).isTrue();
        assertThat(revocations.cover(issued("alice", NOW.plusSeconds(1)))).isFalse();
        assertThat(revocations.cover(issued("bob", NOW.minusSeconds(1)))).isFalse();
    }

    @Test
    void the_latest_word_about_a_subject_counts() {
        revocations.add(new Revocation(Kind.SUBJECT, "alice", NOW.plusSeconds(10)));
        revocations.add(new Revocation(Kind.SUBJECT, "alice", NOW));

        assertThat(revocations.cover(issued("alice", NOW.plusSeconds(5)))).isTrue();
    }

    @Test
    void a_revoked_token_lets_nobody_in() {
        var access = AccessScene.access(AccessScene.STRICT, AccessScene.KEYS, revocations);
        var token = TokenForge.token(AccessScene.claims("\"jti\":\"7\"", "\"iat\":" + (AccessScene.SECONDS - 5)));
        assertThat(access.caller(AccessScene.bearer(token))).isInstanceOf(Caller.Holder.class);

        revocations.add(new Revocation(Kind.TOKEN, "7", NOW));

        assertThat(access.caller(AccessScene.bearer(token)).may(Action.SUBSCRIBE, new TopicName("quakes")))
                .isInstanceOfSatisfying(Decision.Denied.class, denied -> {
                    assertThat(denied.refusal()).isEqualTo(Refusal.INVALID_TOKEN);
                    assertThat(denied.detail()).contains("revoked");
                });
    }

    private static Credential issued(String subject, Instant at) {
        return new Credential(subject, null, at, null);
    }
}
