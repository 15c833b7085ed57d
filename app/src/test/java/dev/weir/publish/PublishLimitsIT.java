package dev.weir.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.admission.LimitSettings;
import dev.weir.topic.PublishReply.Published;
import dev.weir.topic.PublishReply.Refused;
import dev.weir.wire.Refusal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rate of events and of new topics, over sockets, with time passed by hand. */
class PublishLimitsIT {

    private PublishServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        server = new PublishServer(new LimitSettings(10, 0, 0, 2, 0));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void events_beyond_the_rate_are_refused_with_the_figure() throws Exception {
        var batch = publish("a", "?batch=1", "[1,2,3,4,5,6,7,8,9,10,11,12]");
        assertThat(batch.statusCode()).isEqualTo(201);
        assertThat(header(batch, "RateLimit-Policy")).isEqualTo("\"publish-rate\";q=10;w=1");

        var refused = publish("a", "", "1");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
        assertThat(header(refused, "RateLimit")).isEqualTo("\"publish-rate\";r=0;t=1");
        assertThat(refused.body()).contains("urn:weir:problem:too-fast", "limits.publish-rate", "at most 10 in 1 s");
        assertThat(server.calls).hasSize(1);
        assertThat(server.refusals).containsExactly(Refusal.TOO_FAST);

        server.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(publish("a", "", "1").statusCode()).isEqualTo(201);
    }

    @Test
    void new_topics_beyond_the_limit_are_refused_and_others_go_on() throws Exception {
        server.reply = call -> done(new Published(1, 1, 1, true, List.of()));
        assertThat(publish("a", "", "1").statusCode()).isEqualTo(201);
        assertThat(publish("b", "", "1").statusCode()).isEqualTo(201);
        assertThat(server.calls).allMatch(PublishServer.Call::mayCreate);

        server.reply = call -> call.mayCreate()
                ? done(new Published(1, 1, 1, true, List.of()))
                : done(new Refused(Refusal.TOO_MANY_TOPICS, "no"));
        var refused = publish("c", "", "1");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("limits.new-topics", "at most 2 in 3600 s");
        assertThat(header(refused, "RateLimit")).isEqualTo("\"new-topics\";r=0;t=1800");

        server.nanos.addAndGet(Duration.ofMinutes(31).toNanos());
        assertThat(publish("c", "", "1").statusCode()).isEqualTo(201);
    }

    private static CompletionStage<dev.weir.topic.PublishReply> done(dev.weir.topic.PublishReply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private HttpResponse<String> publish(String topic, String query, String json) throws Exception {
        var request = HttpRequest.newBuilder(server.uri("/topics/" + topic + "/events" + query))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
