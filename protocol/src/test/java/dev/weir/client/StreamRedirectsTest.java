package dev.weir.client;

import static dev.weir.client.ScriptedServer.answer;
import static dev.weir.client.ScriptedServer.open;
import static dev.weir.client.StreamText.AT_ONCE;
import static dev.weir.client.StreamText.QUERY;
import static dev.weir.client.StreamText.event;
import static dev.weir.client.StreamText.line;
import static dev.weir.client.StreamText.opened;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.ScriptedServer.Script;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamRedirectsTest {

    private final ScriptedServer server = ScriptedServer.start();
    private final ScriptedServer other = ScriptedServer.start().otherwise(open(opened("1-0") + event(1)));
    private final WeirClient client = WeirClient.builder(server.uri())
            .reconnect(AT_ONCE.attemptsMax(2))
            .token(() -> "secret")
            .header("X-Tenant", "blue")
            .build();
    private final ItemRecorder recorder = ItemRecorder.greedy();

    @AfterEach
    void stop() {
        recorder.assertExhausted();
        client.close();
        server.close();
        other.close();
    }

    private static Script redirect(int status, Object location) {
        return answer(status, "Location: " + location + "\r\n", "elsewhere");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void follows_to_another_path_with_all_its_headers(int status) {
        server.script(redirect(status, "/below/stream?topic=u"), open(opened("1-0")));

        recorder.follow(client, QUERY.after("1-0"));

        recorder.expect("Opened @1-0");
        assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.header("authorization")).isEqualTo("Bearer secret");
            assertThat(request.header("x-tenant")).isEqualTo("blue");
            assertThat(request.header("last-event-id")).isEqualTo("1-0");
            assertThat(request.header("accept")).isEqualTo("text/event-stream");
        });
        assertThat(server.requests().get(1).target()).isEqualTo("/below/stream?topic=u");
    }

    @Test
    void tells_another_origin_nothing_that_is_secret() {
        server.script(redirect(307, other.uri() + "/s"));

        recorder.follow(client, QUERY.after("1-0"));

        recorder.expect("Opened @1-0", line(1));
        var request = other.requests().get(0);
        assertThat(request.headers()).doesNotContainKeys("authorization", "x-tenant");
        assertThat(request.header("last-event-id")).isEqualTo("1-0");
    }

    @Test
    void begins_at_the_first_address_again_each_time() {
        server.script(redirect(301, other.uri() + "/s"), open(opened("1-1")));

        recorder.follow(client, QUERY);
        recorder.expect("Opened @1-0", line(1));
        other.connections().get(0).cut();

        recorder.expect("Interrupted 1 @1-1", "Opened @1-1");
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1).header("last-event-id")).isEqualTo("1-1");
    }

    @Test
    void goes_round_in_circles_five_times() {
        server.otherwise(redirect(302, "/stream"));

        recorder.follow(client, QUERY);

        recorder.expect(
                "Interrupted 1 @",
                "failed: stream: gave up, failures in a row: 2, the last one: redirects: more than 5 (expected: at most 5)");
        assertThat(server.requests()).hasSize(2 * 6);
    }

    @Test
    void follows_five() {
        for (int i = 0; i < 5; i++) {
            server.script(redirect(302, "/" + i));
        }
        server.script(open(opened("1-0")));

        recorder.follow(client, QUERY);

        recorder.expect("Opened @1-0");
    }

    @Test
    void a_token_that_no_header_can_carry_is_not_shown() {
        try (var careless = WeirClient.builder(server.uri())
                .reconnect(AT_ONCE.attemptsMax(1))
                .token(() -> "sec\nret")
                .build()) {
            recorder.follow(careless, QUERY);

            recorder.expect("failed: stream: gave up, failures in a row: 1, the last one: "
                    + "token: not shown (expected: visible ASCII)");
        }
    }
}
