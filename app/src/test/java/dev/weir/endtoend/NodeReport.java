package dev.weir.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;

/** What a node says about itself: its log lines for machines, and its metrics. */
public record NodeReport(WeirProcess weir) {

    private static final ObjectMapper json = new ObjectMapper();

    /** The {@code data} of all lines of one type. */
    List<JsonNode> logged(String type) {
        return weir.output()
                .lines()
                .filter(line -> line.contains("\"type\":\"" + type + "\""))
                .map(NodeReport::data)
                .toList();
    }

    /** The same, of streams of this topic alone. */
    List<JsonNode> logged(String type, String topic) {
        return logged(type).stream()
                .filter(data -> data.path("topics").asText().equals(topic))
                .toList();
    }

    /** Why streams of this topic ended, in order. */
    List<String> ends(String topic) {
        return logged("stream-end", topic).stream()
                .map(data -> data.path("reason").asText())
                .toList();
    }

    /** @param series with its labels, as in the scrape */
    public double metric(String series) {
        return weir.get(weir.management("/metrics"))
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + series));
    }

    private static JsonNode data(String line) {
        try {
            return json.readTree(line).path("data");
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }
}
