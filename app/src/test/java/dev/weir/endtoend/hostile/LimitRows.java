package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.HOST;
import static dev.weir.endtoend.hostile.HttpText.LINES;
import static dev.weir.endtoend.hostile.HttpText.PREY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.TokenForge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Floods, at a node with small limits: who floods is told so, and nobody else notices. Each row has a subject of its own. */
final class LimitRows {

    static final String SETTINGS = """
            weir.limits {
              publish-rate = 200
              connect-rate = 5
              poll-rate = 5
              new-topics = 5
              catch-up-bytes = 1 MiB
            }
            weir.feed.log-bytes-max = 64 KiB
            weir.http { header-timeout = 2s, keep-alive = 3s }
            """;

    private static final int FLOOD = 40;
    private static final String POLL = "Accept: application/json";

    private LimitRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(topics());
        rows.addAll(asking());
        rows.addAll(publishing());
        rows.addAll(replays());
        rows.addAll(slowness());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("limits: " + name);
    }

    private static String token(String subject) {
        return Tokens.of(
                subject, "\"mercure\":{\"publish\":[\"*\"],\"subscribe\":[\"*\"]},\"weir\":{\"manage\":[\"*\"]}");
    }

    private static List<HostileCase> topics() {
        return List.of(
                row("a flood of topics by publishing")
                        .does(scene -> {
                            var token = token("topics-1");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                var answer = scene.ask("POST", "/topics/flood" + i + "/events", token, "x");
                                scene.countOnPurpose(answer.status() == 201 ? 1 : 0);
                                answers.add(answer);
                            }
                            return List.of(limited(answers, 5));
                        })
                        .answers(429)
                        .saying("too-many-topics")
                        .neverMakes("flood39"),
                row("a flood of topics by PUT")
                        .does(scene -> {
                            var token = token("topics-2");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask("PUT", "/topics/made" + i, token, "{}"));
                            }
                            return List.of(limited(answers, 5));
                        })
                        .answers(429)
                        .saying("too-many-topics")
                        .neverMakes("made39"),
                row("a flood of topics that are deleted again")
                        .does(scene -> {
                            var token = token("topics-3");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask("PUT", "/topics/again" + i, token, "{}"));
                                scene.ask("DELETE", "/topics/again" + i, token, "");
                            }
                            return List.of(limited(answers, 5));
                        })
                        .answers(429)
                        .saying("too-many-topics")
                        .neverMakes("again39"));
    }

    private static List<HostileCase> asking() {
        return List.of(
                row("a flood of polls")
                        .does(scene -> {
                            var token = token("polls-1");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask("GET", "/stream?topic=prey", token, "", POLL));
                            }
                            assertThat(scene.ask("GET", "/stream?topic=prey", token("polls-2"), "", POLL)
                                            .status())
                                    .isEqualTo(200);
                            return List.of(refused(answers));
                        })
                        .answers(429)
                        .saying("too-fast"),
                row("a flood of reads of a topic")
                        .does(scene -> {
                            var token = token("reads-1");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask("GET", "/topics/prey", token, ""));
                            }
                            return List.of(refused(answers));
                        })
                        .answers(429)
                        .saying("too-fast"),
                row("a flood of polls from made-up addresses")
                        .does(scene -> {
                            var token = TokenForge.token("{\"exp\":4000000000,\"mercure\":{\"subscribe\":[\"*\"]}}");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask(
                                        "GET",
                                        "/stream?topic=prey",
                                        token,
                                        "",
                                        POLL,
                                        "X-Forwarded-For: 192.0.2." + i,
                                        "Forwarded: for=192.0.2." + i,
                                        "X-Real-IP: 192.0.2." + i));
                            }
                            return List.of(refused(answers));
                        })
                        .answers(429)
                        .saying("too-fast"),
                row("a flood of polls with many tickets of one token")
                        .does(scene -> {
                            var token = token("polls-3");
                            var tickets = List.of(
                                    scene.ticket(token, "prey"),
                                    scene.ticket(token, "prey"),
                                    scene.ticket(token, "prey"));
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask(
                                        "GET", "/stream?topic=prey&ticket=" + tickets.get(i % 3), "", "", POLL));
                            }
                            return List.of(refused(answers));
                        })
                        .answers(429)
                        .saying("too-fast"),
                row("a flood of tickets")
                        .does(scene -> {
                            var token = token("tickets-1");
                            var answers = new ArrayList<Answer>();
                            for (int i = 0; i < FLOOD; i++) {
                                answers.add(scene.ask("POST", "/tickets", token, "{\"topics\":[\"prey\"]}"));
                            }
                            return List.of(refused(answers));
                        })
                        .answers(429)
                        .saying("too-fast"),
                row("a flood of streams").does(scene -> {
                    var streams = new ArrayList<HostileClient>();
                    var heads = new ArrayList<String>();
                    try {
                        for (int i = 0; i < FLOOD; i++) {
                            var stream = scene.connect();
                            streams.add(stream);
                            stream.send(HttpText.bare(
                                    "GET /stream?topic=prey HTTP/1.1",
                                    HOST,
                                    "Authorization: Bearer " + token("streams-1")));
                            heads.add(stream.readUntil("\r\n"));
                        }
                        assertThat(heads.get(0)).startsWith("HTTP/1.1 200 ");
                        assertThat(heads).anyMatch(head -> head.startsWith("HTTP/1.1 429 "));
                        scene.checkUnharmed(0);
                    } finally {
                        for (var stream : streams) {
                            stream.close();
                        }
                    }
                    return List.of();
                }));
    }

    private static List<HostileCase> publishing() {
        return List.of(row("a flood of events")
                .does(scene -> {
                    var token = token("publish-1");
                    scene.publish("flooded", Tokens.ALL, "x");
                    var answers = new ArrayList<Answer>();
                    for (int i = 0; i < 3; i++) {
                        var answer = scene.ask("POST", "/topics/flooded/events", token, "1\n".repeat(5_000), LINES);
                        scene.countOnPurpose(answer.status() == 201 ? 5_000 : 0);
                        answers.add(answer);
                    }
                    return answers;
                })
                .answers(201, 429, 429)
                .saying("too-fast"));
    }

    private static List<HostileCase> replays() {
        return List.of(row("replays that cost more to send than to ask for")
                .does(scene -> {
                    for (int i = 0; i < 20; i++) {
                        scene.publish("long", Tokens.ALL, "x".repeat(100_000));
                    }
                    var answers = new ArrayList<Answer>();
                    for (int i = 0; i < 4; i++) {
                        answers.add(scene.poll("long", token("replay-1"), ""));
                    }
                    // Who has any left is let in, and may read a page more than that.
                    assertThat(answers.stream()
                                    .filter(answer -> answer.status() == 200)
                                    .count())
                            .isBetween(1L, 3L);
                    return List.of(refused(answers));
                })
                .answers(429)
                .saying("limits.catch-up-bytes"));
    }

    private static List<HostileCase> slowness() {
        return List.of(
                row("a head that comes byte by byte").does(scene -> {
                    try (var slow = scene.connect()) {
                        long from = System.nanoTime();
                        boolean isOpen = true;
                        for (int i = 0; isOpen && i < 100; i++) {
                            slow.send(i == 0 ? "GET /stream?topic=prey HTTP/1.1\r\nX: " : "y");
                            isOpen = slow.isSilentFor(100);
                        }
                        assertThat(isOpen).as("open").isFalse();
                        assertThat(System.nanoTime() - from).isBetween(1_500_000_000L, 9_000_000_000L);
                    }
                    return List.of();
                }),
                row("a second head that comes byte by byte")
                        .does(scene -> {
                            try (var slow = scene.connect()) {
                                slow.send(HttpText.get("/nothing"));
                                var answer = slow.answer().orElseThrow();
                                boolean isOpen = true;
                                for (int i = 0; isOpen && i < 150; i++) {
                                    slow.send("G");
                                    isOpen = slow.isSilentFor(100);
                                }
                                assertThat(isOpen).as("open").isFalse();
                                return List.of(answer);
                            }
                        })
                        .answers(404),
                row("200 connections that say nothing are closed").does(scene -> {
                    var silent = new ArrayList<HostileClient>();
                    try {
                        for (int i = 0; i < 200; i++) {
                            silent.add(scene.connect());
                        }
                        for (var connection : silent) {
                            assertThat(connection.isClosed()).isTrue();
                        }
                    } finally {
                        for (var connection : silent) {
                            connection.close();
                        }
                    }
                    return List.of();
                }),
                row("a client that asks for much and takes nothing").does(scene -> {
                    try (var greedy = scene.connect()) {
                        greedy.send(HttpText.get("/topics/prey").repeat(2_000));
                        scene.checkUnharmed(0);
                        assertThat(greedy.answer().orElseThrow().status()).isIn(200, 429);
                    }
                    return List.of();
                }),
                row("a publish in time on a node that was flooded")
                        .sends(HttpText.publish(PREY, "x"))
                        .answers(201)
                        .publishes(1));
    }

    /** The last one, when exactly so many were let in before all others. */
    private static Answer limited(List<Answer> answers, int letIn) throws IOException {
        assertThat(answers.stream().filter(answer -> answer.status() != 429).count())
                .isEqualTo(letIn);
        return refused(answers);
    }

    private static Answer refused(List<Answer> answers) {
        assertThat(answers.get(0).status()).isLessThan(300);
        var refused = answers.stream().filter(answer -> answer.status() == 429).toList();
        assertThat(refused).isNotEmpty();
        var last = refused.get(refused.size() - 1);
        assertThat(last.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(last.header("RateLimit")).contains("r=0");
        return last;
    }
}
