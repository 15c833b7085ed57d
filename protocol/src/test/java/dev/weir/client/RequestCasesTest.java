package dev.weir.client;

import static dev.weir.client.StreamText.AT_ONCE;
import static dev.weir.client.StreamText.QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.client.ScriptedServer.Connection;
import dev.weir.client.ScriptedServer.Request;
import dev.weir.client.ScriptedServer.Script;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients do with answers: the cases that the browser's client is held against too. */
class RequestCasesTest {

    private static final Path FILE = Path.of("src", "test", "resources", "requests", "cases.json");

    static Stream<Named<JsonNode>> cases() throws IOException {
        var all = new ObjectMapper().readTree(FILE.toFile());
        return StreamSupport.stream(all.spliterator(), false)
                .map(one -> Named.of(one.path("name").asText(), one));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static Script script(JsonNode answer) {
        var head = new StringBuilder("HTTP/1.1 " + answer.path("status").asInt() + " X\r\n");
        answer.path("headers")
                .properties()
                .forEach(header -> head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue().asText())
                        .append("\r\n"));
        var said = ScriptedServer.text(
                head + "Connection: close\r\n\r\n" + answer.path("body").asText());
        return answer.path("open").asBoolean() ? said.then(Connection::hold) : said;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_java_client_does_as_the_case_says(JsonNode given) {
        var recorder = ItemRecorder.greedy();
        var seen = texts(given.path("seen"));
        try (var server = ScriptedServer.start().otherwise(ScriptedServer.answer(204, "", ""));
                var client = WeirClient.builder(server.uri()).reconnect(AT_ONCE).build()) {
            given.path("answers").forEach(answer -> server.script(script(answer)));
            recorder.follow(client, QUERY);
            boolean isOpen = given.path("end").asText().equals("open");
            ItemRecorder.soon().until(() -> isOpen ? messages(recorder).equals(seen) : recorder.isOver());

            assertThat(messages(recorder)).isEqualTo(seen);
            assertThat(end(recorder)).isEqualTo(given.path("end").asText());
            assertThat(server.requests())
                    .extracting(request -> request.header("last-event-id"))
                    .isEqualTo(texts(given.path("ids")));
            assertThat(server.requests()).extracting(RequestCasesTest::accept).containsOnly("text/event-stream");
        }
    }

    private static String accept(Request request) {
        return request.header("accept");
    }

    private static String end(ItemRecorder recorder) {
        if (!recorder.isOver()) {
            return "open";
        }
        return recorder.error() instanceof StreamFailed failed
                ? failed.reason().name().toLowerCase(java.util.Locale.ROOT)
                : "complete";
    }

    private static List<String> messages(ItemRecorder recorder) {
        return recorder.items().stream()
                .filter(StreamItem.Message.class::isInstance)
                .map(StreamItem.Message.class::cast)
                .map(message -> message.data() + " @" + message.id())
                .toList();
    }
}
