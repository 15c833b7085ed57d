package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.TokenForge;
import dev.weir.postgres.PostgresForTests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is revoked while PostgreSQL is away, and what was before. */
class RevocationOutageIT {

    private static final HttpClient http = HttpClient.newHttpClient();
    private static final String ADMIN = token("admin", "\"weir\":{\"admin\":true}");

    private static String token(String subject, String grant) {
        return TokenForge.token("{\"exp\":4000000000,\"iat\":1700000000,\"sub\":\"" + subject + "\"," + grant + "}");
    }

    private static String reader(String subject) {
        return token(subject, "\"mercure\":{\"subscribe\":[\"*\"]}");
    }

    @Test
    @Timeout(180)
    void nothing_is_forgotten_and_nothing_is_promised_that_is_not_kept(@TempDir Path folder) throws Exception {
        var config = Files.writeString(folder.resolve("weir.conf"), """
                weir.auth { mode = jwt, keys = [{ kid = hmac, algorithm = HS256, secret = "%s" }] }
                """.formatted(TokenForge.SECRET));
        var postgres = PostgresForTests.startIn(folder.resolve("postgres"));
        try (var weir = WeirProcess.configured(postgres.settings(), config);
                var stream = StreamSocket.open(
                        weir.uri("/stream?topic=a"), "Authorization: Bearer " + reader("alice") + "\r\n")) {
            await().until(stream::isOpen);
            assertThat(revoke(weir, "bob").statusCode()).isEqualTo(204);
            assertThat(poll(weir, "bob")).isEqualTo(401);
            var report = new NodeReport(weir);
            var failures = "sse_revocation_read_failures_total";
            double before = report.metric(failures);

            postgres.close();

            await().atMost(Duration.ofSeconds(60)).until(() -> report.metric(failures) > before);
            var refused = revoke(weir, "alice");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("urn:weir:problem:outcome-unknown", "\"outcome\":\"unknown\"");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(poll(weir, "bob")).as("who was revoked before").isEqualTo(401);
            assertThat(stream.hasEnded()).as("whose revocation was not kept").isFalse();

            postgres = PostgresForTests.startIn(folder.resolve("postgres"));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> revoke(weir, "alice").statusCode() == 204);
            await().atMost(Duration.ofSeconds(5)).until(stream::hasEnded);
            assertThat(stream.controls("stream-bye").get(0).data()).contains("\"code\":3502");
            assertThat(poll(weir, "alice")).isEqualTo(401);
        } finally {
            postgres.close();
        }
    }

    private static HttpResponse<String> revoke(WeirProcess weir, String subject) throws Exception {
        return http.send(
                request(weir.management("/api/revocations"), ADMIN)
                        .POST(BodyPublishers.ofString("{\"subject\":\"" + subject + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static int poll(WeirProcess weir, String subject) throws Exception {
        return http.send(
                        request(weir.uri("/stream?topic=a"), reader(subject))
                                .header("Accept", "application/json")
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(URI uri, String token) {
        return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).header("Authorization", "Bearer " + token);
    }
}
