package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.weir.access.KeySetObserver;
import dev.weir.access.Revocations;
import dev.weir.access.Tickets;
import dev.weir.access.TokenForge;
import dev.weir.http.RequestTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManagementGuardTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final String ADMIN =
            TokenForge.token("{\"exp\":" + (NOW.getEpochSecond() + 60) + ",\"weir\":{\"admin\":true}}");
    private static final String OTHER = TokenForge.token("{\"exp\":" + (NOW.getEpochSecond() + 60)
            + ",\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]},\"weir\":{\"manage\":[\"*\"]}}");

    private final AccessControl jwt =
            access("mode = jwt, keys = [{ kid = hmac, algorithm = HS256, secret = \"" + TokenForge.SECRET + "\" }]");
    private final AccessControl none = access("mode = none");

    private static AccessControl access(String auth) {
        var settings = Settings.load(
                ConfigFactory.parseString("weir.auth { " + auth + " }").withFallback(ConfigFactory.defaultReference()));
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var revocations = new Revocations();
        var tickets = new Tickets(new byte[Tickets.SECRET_BYTES], revocations, clock);
        return new AccessControl(settings.auth(), revocations, tickets, clock, new NobodyFetches());
    }

    private static final class NobodyFetches implements KeySetObserver {
        @Override
        public void fetched() {}

        @Override
        public void failed() {}
    }

    @AfterEach
    void close() {
        jwt.close();
        none.close();
    }

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static int status(AccessControl control, String target, String from, @Nullable String token)
            throws UnknownHostException {
        var guard = new ManagementGuard(
                control.access(),
                (request, parsed) -> CompletableFuture.completedFuture(HttpResponse.create()),
                Materializer.matFromSystem(KIT.system()));
        var request = HttpRequest.GET(target)
                .addHeader(RawRequestURI.create(target))
                .addAttribute(AttributeKeys.remoteAddress, RemoteAddress.create(InetAddress.getByName(from)));
        if (token != null) {
            request = request.addHeader(RawHeader.create("Authorization", "Bearer " + token));
        }
        return guard.handle(request, RequestTarget.of(request))
                .toCompletableFuture()
                .join()
                .status()
                .intValue();
    }

    @ParameterizedTest
    @CsvSource({
        "/health/live, 10.0.0.1, 200, 200, 200",
        "/health/ready, 10.0.0.1, 200, 200, 200",
        "/metrics, 127.0.0.1, 200, 200, 200",
        "/metrics, ::1, 200, 200, 200",
        "/metrics, 10.0.0.1, 401, 403, 200",
        "/metrics/, 127.0.0.1, 401, 403, 200",
        "/metrics/more, 127.0.0.1, 401, 403, 200",
        "/, 127.0.0.1, 401, 403, 200",
        "/console, 127.0.0.1, 401, 403, 200",
        "/api/overview, 127.0.0.1, 401, 403, 200",
        "/api/health, 127.0.0.1, 401, 403, 200",
        "/x/../health, 127.0.0.1, 401, 403, 200",
        "//health/live, 127.0.0.1, 401, 403, 200",
        "/Health/live, 127.0.0.1, 401, 403, 200",
        "/health%2Flive, 127.0.0.1, 401, 403, 200"
    })
    void lets_admins_through_and_others_where_machines_ask(String target, String from, int nobody, int other, int admin)
            throws UnknownHostException {
        assertThat(status(jwt, target, from, null)).isEqualTo(nobody);
        assertThat(status(jwt, target, from, OTHER)).isEqualTo(other);
        assertThat(status(jwt, target, from, ADMIN)).isEqualTo(admin);
        assertThat(status(none, target, from, null)).isEqualTo(200);
    }

    @Test
    void a_body_that_nobody_wants_is_out_of_the_way_before_the_refusal() {
        var guard = new ManagementGuard(
                jwt.access(),
                (request, parsed) -> CompletableFuture.completedFuture(HttpResponse.create()),
                Materializer.matFromSystem(KIT.system()));
        var sent = new CompletableFuture<Optional<ByteString>>();
        var bytes = Source.<ByteString>maybe().mapMaterializedValue(promise -> {
            var unused = sent.thenAccept(promise::complete);
            return promise;
        });
        var request = HttpRequest.POST("/api/drain")
                .addHeader(RawRequestURI.create("/api/drain"))
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, 4, bytes));

        var answer = guard.handle(request, RequestTarget.of(request)).toCompletableFuture();

        assertThat(answer).isNotDone();
        sent.complete(Optional.of(ByteString.fromString("body")));
        assertThat(answer.join().status().intValue()).isEqualTo(401);
    }

    @Test
    void an_address_that_is_not_known_is_not_loopback() {
        var guard = new ManagementGuard(
                jwt.access(),
                (request, parsed) -> CompletableFuture.completedFuture(HttpResponse.create()),
                Materializer.matFromSystem(KIT.system()));
        var request = HttpRequest.GET("/metrics").addHeader(RawRequestURI.create("/metrics"));

        var answer = guard.handle(request, RequestTarget.of(request))
                .toCompletableFuture()
                .join();

        assertThat(answer.status().intValue()).isEqualTo(401);
    }
}
