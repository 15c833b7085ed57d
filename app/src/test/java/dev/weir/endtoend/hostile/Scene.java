package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.access.TokenForge;
import dev.weir.endtoend.WeirProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A node under attack, by one kind of door, and a client that minds its own business there. */
final class Scene implements AutoCloseable {

    private static final Duration SERVED_WITHIN = Duration.ofSeconds(1);

    /** As in docs/PROTOCOL.md. */
    private static final Duration BODY_WITHIN = Duration.ofSeconds(30);

    private final String name;
    private final WeirProcess weir;
    private final Door door;
    private final Door managementDoor;
    private final Set<String> secrets = new TreeSet<>(Tokens.EVERY);

    /** Published by scripts, on purpose, elsewhere than to prey. */
    private int elsewhere;

    private final String firstTicket;
    private final HostileClient silentBody;
    private int onPrey;
    private int topics;
    private double counted;

    Scene(String name, WeirProcess weir, Door door, Door managementDoor) {
        this.name = name;
        this.weir = weir;
        this.door = door;
        this.managementDoor = managementDoor;
        secrets.add(TokenForge.SECRET);
        serveSomebodyElse();
        counted = published();
        try {
            firstTicket = ticket(Tokens.ALL, "prey");
            silentBody = connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        silentBody.send(HttpText.post(HttpText.PREY, "Content-Length: 2") + "x");
    }

    HostileClient connect() throws IOException {
        return new HostileClient(door);
    }

    HostileClient connectManagement() throws IOException {
        return new HostileClient(managementDoor);
    }

    /** What no answer and no line of output may have. */
    Set<String> secrets() {
        return secrets;
    }

    void addSecret(String secret) {
        secrets.add(secret);
    }

    String metrics() {
        return weir.get(weir.management("/metrics"));
    }

    /**
     * By a connection of its own.
     *
     * @param token empty for none
     */
    Answer ask(String method, String target, String token, String body, String... headers) throws IOException {
        try (var connection = connect()) {
            return ask(connection, method, target, token, body, headers);
        }
    }

    Answer askManagement(String method, String target, String token, String body, String... headers)
            throws IOException {
        try (var connection = connectManagement()) {
            return ask(connection, method, target, token, body, headers);
        }
    }

    private static Answer ask(
            HostileClient connection, String method, String target, String token, String body, String... headers)
            throws IOException {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        if (Stream.of(headers).noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: weir\r\n");
        }
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (var header : headers) {
            head.append(header).append("\r\n");
        }
        connection.send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
        return (method.equals("HEAD") ? connection.answerToHead() : connection.answer())
                .orElseThrow(() -> new AssertionError("closed without an answer"));
    }

    /** @return the answer to a poll from this id on; from the earliest event when it is empty */
    Answer poll(String topic, String token, String id) throws IOException {
        var from = id.isEmpty() ? "&from=earliest" : "";
        return id.isEmpty()
                ? ask("GET", "/stream?topic=" + topic + from, token, "", "Accept: application/json")
                : ask("GET", "/stream?topic=" + topic, token, "", "Accept: application/json", "Last-Event-ID: " + id);
    }

    /** On purpose. */
    Answer publish(String topic, String token, String data, String... headers) throws IOException {
        var answer = ask("POST", "/topics/" + topic + "/events", token, data, headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        elsewhere++;
        return answer;
    }

    /** So many events were published by a script, elsewhere than to prey. */
    void countOnPurpose(int events) {
        elsewhere += events;
    }

    String ticket(String token, String... topics) throws IOException {
        var body = "{\"topics\":[\"" + String.join("\",\"", topics) + "\"]}";
        var answer = ask("POST", "/tickets", token, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        var ticket = new ObjectMapper().readTree(answer.body()).path("ticket").asText();
        secrets.add(ticket);
        return ticket;
    }

    /** The oldest one. */
    String ticketOfTheBeginning() {
        return firstTicket;
    }

    /**
     * Somebody else is served within a second; and prey, whose events are numbered without holes, and the node as a whole have
     * exactly the events that they should have.
     *
     * @param more events of prey since the last time
     */
    void checkUnharmed(int more) throws IOException {
        int before = onPrey;
        double countedBefore = counted;
        int served = serveSomebodyElse();
        assertThat(onPrey - before - served).as("events published to prey").isEqualTo(more);
        // An event is counted when it has been answered: for the last one that can be a moment from now.
        await().atMost(SERVED_WITHIN.multipliedBy(5)).untilAsserted(() -> {
            counted = published();
            assertThat(counted - countedBefore)
                    .as("events published altogether")
                    .isEqualTo(more + served + elsewhere);
        });
        elsewhere = 0;
    }

    /** Counts from now on. */
    void startAnew() {
        elsewhere = 0;
        serveSomebodyElse();
        counted = published();
    }

    /** Prey has exactly the events that were counted; nothing was a surprise to the node, and nothing was told. */
    void checkAfterwards() throws IOException {
        checkUnharmed(0);
        // Where polls are limited, the last case may have used them up.
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ask("GET", "/topics/prey", Tokens.ALL, "").status() != 429);
        assertThat(ask("GET", "/topics/prey", Tokens.ALL, "").body())
                .contains("\"first\":1,\"last\":" + onPrey + ",\"events\":" + onPrey + ",");
        var output = weir.output();
        assertThat(output).as("output from the first line on").contains("\"started\"");
        assertThat(output.lines().filter(line -> line.contains("\"ERROR\""))).isEmpty();
        assertThat(output).doesNotContain(secrets);
        assertThat(metrics()).doesNotContain(secrets);
        silentBody.waitFor(BODY_WITHIN.plusSeconds(15));
        assertThat(silentBody.answer().map(Answer::status))
                .as("to a body that never came")
                .contains(408);
        silentBody.close();
    }

    /** Streams of those who left are over. */
    void awaitNoStreams() {
        await().atMost(Duration.ofSeconds(20)).until(() -> metric("sse_active_connections") == 0);
    }

    /** @return how many tries it took: each one is an event */
    private int serveSomebodyElse() {
        var tries = new AtomicInteger();
        await().pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(15))
                .ignoreExceptions()
                .until(() -> {
                    long from = System.nanoTime();
                    var answer = ask("POST", HttpText.PREY, Tokens.ALL, "fence");
                    onPrey = Integer.parseInt(answer.body().replaceAll(".*\"seq\":(\\d+).*", "$1"));
                    tries.incrementAndGet();
                    return System.nanoTime() - from < SERVED_WITHIN.toNanos();
                });
        return tries.get();
    }

    private double published() {
        return metric("sse_events_published_total");
    }

    /** @param metric with its labels */
    double metric(String metric) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + metric));
    }

    /** A topic's name that nobody has used. */
    String fresh() {
        topics++;
        return "fresh" + topics;
    }

    @Override
    public void close() {
        weir.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
