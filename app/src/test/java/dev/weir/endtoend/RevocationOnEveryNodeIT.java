package dev.weir.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.TokenForge;
import dev.weir.postgres.PostgresForTests;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one database: what is said to one of them about tokens and tickets holds on the other. */
class RevocationOnEveryNodeIT {

    @RegisterExtension
    static final PostgresForTests POSTGRES = new PostgresForTests();

    private static final HttpClient http = HttpClient.newHttpClient();
    private static final String CLAIMS = "{\"exp\":4000000000,\"iat\":1700000000,";
    private static final String ALICE =
            TokenForge.token(CLAIMS + "\"sub\":\"alice\",\"mercure\":{\"subscribe\":[\"*\"]}}");
    private static final String ADMIN = TokenForge.token(CLAIMS + "\"weir\":{\"admin\":true}}");

    @Test
    @Timeout(120)
    void one_node_ends_what_another_was_told_to_revoke(@TempDir Path folder) throws Exception {
        var config = Files.writeString(folder.resolve("weir.conf"), """
                weir.auth { mode = jwt, keys = [{ kid = hmac, algorithm = HS256, secret = "%s" }] }
                """.formatted(TokenForge.SECRET));
        var database = POSTGRES.freshDatabase();
        try (var told = WeirProcess.configured(database, config);
                var other = WeirProcess.configured(database, config)) {
            var ticket = send(HttpRequest.newBuilder(told.uri("/tickets"))
                            .header("Authorization", "Bearer " + ALICE)
                            .POST(BodyPublishers.ofString("{\"topics\":[\"a\"]}")))
                    .replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
            try (var stream = StreamSocket.open(other.uri("/stream?topic=a&ticket=" + ticket), "")) {
                await().until(stream::isOpen);

                send(HttpRequest.newBuilder(told.management("/api/revocations"))
                        .header("Authorization", "Bearer " + ADMIN)
                        .POST(BodyPublishers.ofString("{\"subject\":\"alice\"}")));

                await().atMost(Duration.ofSeconds(5)).until(stream::hasEnded);
                assertThat(stream.controls("stream-bye").get(0).data()).contains("\"code\":3502");
            }
        }
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        var answer = http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer.body();
    }
}
