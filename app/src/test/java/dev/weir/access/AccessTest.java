package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static final TopicName QUAKES = new TopicName("quakes");

    @ParameterizedTest
    @EnumSource(Action.class)
    void open_allows_everything(Action action) {
        var caller = Access.open().caller(HttpRequest.GET("/"));

        assertThat(caller.may(action, QUAKES)).isEqualTo(new Decision.Allowed(Access.ANONYMOUS));
        assertThat(caller.admin()).isTrue();
        assertThat(caller.credential().expiresAt()).isNull();
    }

    private static Stream<Arguments> goodTokens() {
        var claims = AccessScene.CLAIMS;
        return Stream.of(
                Arguments.of("HS256", TokenForge.hs256("{\"alg\":\"HS256\",\"kid\":\"hmac\"}", claims)),
                Arguments.of("RS256", TokenForge.rs256("{\"alg\":\"RS256\",\"kid\":\"rsa\"}", claims, TokenForge.RSA)),
                Arguments.of("ES256", TokenForge.es256("{\"alg\":\"ES256\",\"kid\":\"ec\"}", claims, TokenForge.EC)),
                Arguments.of(
                        "EdDSA", TokenForge.eddsa("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}", claims, TokenForge.ED25519)),
                Arguments.of("typ", TokenForge.token(claims)),
                Arguments.of(
                        "typ of RFC 9068",
                        TokenForge.hs256("{\"typ\":\"at+JWT\",\"alg\":\"HS256\",\"kid\":\"hmac\"}", claims)),
                Arguments.of(
                        "headers that bring keys are not looked at",
                        TokenForge.hs256(
                                "{\"alg\":\"HS256\",\"kid\":\"hmac\",\"jku\":\"http://127.0.0.1:1/\",\"jwk\":{},"
                                        + "\"x5u\":\"http://127.0.0.1:1/\"}",
                                claims)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goodTokens")
    void takes_a_token_of_each_algorithm(String what, String token) {
        var caller = AccessScene.caller(token);

        assertThat(caller.may(Action.SUBSCRIBE, QUAKES)).isEqualTo(new Decision.Allowed("alice"));
        assertThat(caller.credential().expiresAt()).isEqualTo(AccessScene.NOW.plusSeconds(600));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"aud\":[\"other\",\"weir\"]",
                "\"nbf\":1795514459",
                "\"exp\":1795514341",
                "\"exp\":1795514341.5",
                "\"exp\":1795514341e0",
                "\"jti\":\"7\"",
                "\"iat\":9795514400",
                "\"unknown\":{\"a\":[{}]}"
            })
    void takes_what_is_within_the_rules(String claim) {
        assertThat(AccessScene.SECONDS).isEqualTo(1_795_514_400);

        assertThat(AccessScene.caller(TokenForge.token(AccessScene.claims(claim))))
                .isInstanceOf(Caller.Holder.class);
    }

    @Test
    void tells_who_it_is() {
        var caller = AccessScene.caller(TokenForge.token(AccessScene.claims("\"jti\":\"7\"", "\"sub\":\"bob\"")));

        assertThat(caller.subject()).isEqualTo("bob");
        assertThat(caller.credential().tokenId()).isEqualTo("7");
        assertThat(caller.admin()).isFalse();
    }

    @Test
    void a_token_without_sub_is_anonymous() {
        var lenient = new TokenSettings("", "", false, "weir");
        var caller = AccessScene.access(lenient, AccessScene.KEYS).caller(AccessScene.bearer(TokenForge.token("{}")));

        assertThat(caller.subject()).isEqualTo(Access.ANONYMOUS);
        assertThat(caller.credential().expiresAt()).isNull();
        assertThat(caller.may(Action.SUBSCRIBE, QUAKES)).isInstanceOf(Decision.Denied.class);
    }

    @Test
    void the_key_without_a_name_is_for_tokens_that_name_none() {
        var unnamed = KeyRing.of(List.of(TokenKey.ofSecret("", TokenForge.SECRET.getBytes(StandardCharsets.UTF_8))));
        var access = AccessScene.access(AccessScene.STRICT, unnamed);

        var without = access.caller(AccessScene.bearer(TokenForge.hs256("{\"alg\":\"HS256\"}", AccessScene.CLAIMS)));
        var empty = access.caller(
                AccessScene.bearer(TokenForge.hs256("{\"alg\":\"HS256\",\"kid\":\"\"}", AccessScene.CLAIMS)));

        assertThat(without).isInstanceOf(Caller.Holder.class);
        assertThat(empty).isInstanceOf(Caller.Nobody.class);
    }

    @ParameterizedTest
    @CsvSource({"PUBLISH, a", "SUBSCRIBE, b", "MANAGE, c"})
    void each_action_has_its_grants(Action action, String granted) {
        var caller = AccessScene.caller(TokenForge.token(AccessScene.claims(
                "\"mercure\":{\"publish\":[\"a\"],\"subscribe\":[\"b\"]}", "\"weir\":{\"manage\":[\"c\"]}")));

        for (var topic : List.of("a", "b", "c")) {
            assertThat(caller.may(action, new TopicName(topic)) instanceof Decision.Allowed)
                    .as(topic)
                    .isEqualTo(topic.equals(granted));
        }
    }

    @Test
    void what_is_not_granted_says_nothing_of_the_topic() {
        var caller = AccessScene.caller(TokenForge.token(AccessScene.CLAIMS));

        var one = caller.may(Action.SUBSCRIBE, new TopicName("secret-1"));
        var other = caller.may(Action.SUBSCRIBE, new TopicName("secret-2"));

        assertThat(one)
                .isEqualTo(other)
                .isEqualTo(new Decision.Denied(
                        Refusal.DENIED, "token: does not grant this (expected: the topic among its subscribe grants)"));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "null, false"})
    void only_an_admin_administers(String claim, boolean admin) {
        var caller = AccessScene.caller(TokenForge.token(AccessScene.claims("\"weir\":{\"admin\":" + claim + "}")));

        assertThat(caller.admin()).isEqualTo(admin);
        assertThat(caller.mayAdminister() instanceof Decision.Denied).isEqualTo(!admin);
    }

    @Test
    void a_token_ends_with_the_leeway() {
        var last = AccessScene.caller(TokenForge.token(AccessScene.claims("\"exp\":" + (AccessScene.SECONDS - 59))));
        var late = AccessScene.caller(TokenForge.token(AccessScene.claims("\"exp\":" + (AccessScene.SECONDS - 60))));

        assertThat(last.credential().expiresAt()).isEqualTo(Instant.ofEpochSecond(AccessScene.SECONDS - 59));
        assertThat(late).isInstanceOf(Caller.Nobody.class);
    }
}
