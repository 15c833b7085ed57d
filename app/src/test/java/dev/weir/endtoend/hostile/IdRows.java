package dev.weir.endtoend.hostile;

import static dev.weir.endtoend.hostile.HttpText.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Ids that no server gave out, and ids of other topics: none may fail, skip events unsaid, or tell of what is not granted. */
final class IdRows {

    private static final ObjectMapper json = new ObjectMapper();

    private IdRows() {}

    static List<HostileCase> rows() {
        var rows = new ArrayList<HostileCase>();
        rows.addAll(forged());
        rows.addAll(large());
        rows.addAll(ofOtherTopics());
        return rows;
    }

    private static HostileCase row(String name) {
        return HostileCase.of("id: " + name);
    }

    private static String several(int... bytes) {
        var text = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            text[i] = (byte) bytes[i];
        }
        return "v1." + Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    private static List<HostileCase> forged() {
        var rows = new ArrayList<HostileCase>();
        for (var id : List.of(
                "999999999999999999-1",
                "2-0",
                "0-1",
                "1-9999999999999999999",
                "9999999999999999999-1",
                "01-1",
                "1-01",
                "-1-1",
                "1--1",
                "+1-1",
                "1-1-1",
                "1",
                "-",
                "1-",
                "1-1e3",
                "0x1-1",
                "1-1~~",
                "~",
                "1-1;a",
                "null",
                "undefined",
                "NaN",
                "../../1-1",
                "1-1' OR '1'='1",
                "${jndi:ldap://127.0.0.1:1/x}",
                "%31-1",
                "\u0661-1",
                "*",
                "v1.",
                "v1.AA",
                "v2.AA",
                "v1.AA==",
                "v1.!!!!",
                "V1.AAIqaXkBAVfrNWECrAI",
                "a".repeat(8_000))) {
            rows.add(unknown("\"" + id.substring(0, Math.min(40, id.length())) + "\"", HttpText.utf8(id)));
        }
        rows.add(unknown(
                "of several with a number that never ends",
                several(0, 1, 2, 3, 4, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1)));
        rows.add(unknown(
                "of several with a number beyond 63 bits",
                several(0, 1, 2, 3, 4, 255, 255, 255, 255, 255, 255, 255, 255, 255, 127, 1)));
        rows.add(unknown("of several with a number longer than needed", several(0, 1, 2, 3, 4, 129, 0, 1)));
        rows.add(unknown("of several that breaks off", several(0, 1, 2, 3)));
        rows.add(unknown("of several with the same topic twice", several(0, 1, 2, 3, 4, 1, 1, 1, 2, 3, 4, 1, 1)));
        rows.add(unknown("of several that does not ascend", several(0, 9, 2, 3, 4, 1, 1, 1, 2, 3, 4, 1, 1)));
        rows.add(unknown("of several with more behind", several(0, 1, 2, 3, 4, 1, 1, 7)));
        rows.add(unknown("of several with nothing but ones", "v1." + "_".repeat(4_000)));
        rows.add(row("ahead of everything")
                .does(scene -> {
                    var topic = scene.fresh();
                    scene.publish(topic, Tokens.ALL, "x");
                    var answer = scene.poll(topic, Tokens.ALL, "1-999999999999999999");
                    assertThat(answer.body()).contains("\"cause\":\"ahead\"", "\"from\":\"1-1\"", "\"events\":[]");
                    return List.of(answer);
                })
                .answers(200));
        rows.add(row("ahead while the topic does not exist")
                .does(scene -> {
                    var answer = scene.poll("never-was", Tokens.ALL, "1-5");
                    assertThat(answer.body()).contains("\"cause\":\"unknown\"", "\"events\":[]");
                    return List.of(answer);
                })
                .answers(200)
                .neverMakes("never-was"));
        return rows;
    }

    /** A gap, and every event after it: never a refusal. */
    private static HostileCase unknown(String name, String id) {
        return row(name)
                .does(scene -> {
                    var topic = scene.fresh();
                    scene.publish(topic, Tokens.ALL, "seen");
                    var answer = scene.poll(topic, Tokens.ALL, id);
                    assertThat(answer.body())
                            .contains("\"cause\":\"unknown\"", "\"from\":\"1-0\"", "\"data\":\"seen\"");
                    json.readTree(answer.body());
                    return List.of(answer);
                })
                .answers(200);
    }

    private static List<HostileCase> large() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("of 8 KB and more")
                .sends(get("/stream?topic=prey", "Last-Event-ID: " + "1".repeat(8_193)))
                .answers(431)
                .thenCloses());
        rows.add(row("of 10 MB")
                .sends(get("/stream?topic=prey", "Last-Event-ID: " + "1".repeat(10 << 20)))
                .answers(431)
                .thenCloses());
        rows.add(row("of 15 KB in the query")
                .does(scene -> {
                    var topic = scene.fresh();
                    scene.publish(topic, Tokens.ALL, "seen");
                    return List.of(scene.ask(
                            "GET",
                            "/stream?topic=" + topic + "&last_event_id=" + "1".repeat(15_000),
                            Tokens.ALL,
                            "",
                            "Accept: application/json"));
                })
                .answers(200)
                .saying("\"cause\":\"unknown\""));
        rows.add(row("three different ones at once")
                .does(scene -> {
                    var topic = scene.fresh();
                    scene.publish(topic, Tokens.ALL, "first");
                    scene.publish(topic, Tokens.ALL, "second");
                    var answer = scene.ask(
                            "GET",
                            "/stream?topic=" + topic + "&last_event_id=0-0&lastEventId=0-0",
                            Tokens.ALL,
                            "",
                            "Accept: application/json",
                            "Last-Event-ID: 1-1");
                    assertThat(answer.body()).contains("second").doesNotContain("first", "\"cause\"");
                    return List.of(answer);
                })
                .answers(200));
        rows.add(row("two headers of it")
                .sends(get(
                        "/stream?topic=prey&limit=1",
                        "Accept: application/json",
                        "Last-Event-ID: 1-1",
                        "Last-Event-ID: 1-2"))
                .answers(200));
        rows.add(row("forged for 64 topics")
                .does(scene -> {
                    var topic = scene.fresh();
                    scene.publish(topic, Tokens.ALL, "seen");
                    var others = IntStream.range(0, 63)
                            .mapToObj(i -> "&topic=none" + i)
                            .collect(Collectors.joining());
                    var bytes = new int[1 + 64 * 6];
                    for (int i = 0; i < 64; i++) {
                        bytes[1 + 6 * i] = 4 * i;
                        bytes[1 + 6 * i + 4] = 1;
                        bytes[1 + 6 * i + 5] = 9;
                    }
                    var answer = scene.ask(
                            "GET",
                            "/stream?topic=" + topic + others,
                            Tokens.ALL,
                            "",
                            "Accept: application/json",
                            "Last-Event-ID: " + several(bytes));
                    assertThat(answer.body()).contains("\"cause\":\"unknown\"", "\"data\":\"seen\"");
                    return List.of(answer);
                })
                .answers(200));
        return rows;
    }

    private static List<HostileCase> ofOtherTopics() {
        var rows = new ArrayList<HostileCase>();
        rows.add(row("of two topics, used on a third")
                .does(scene -> {
                    var a = scene.fresh();
                    var b = scene.fresh();
                    var third = scene.fresh();
                    for (var topic : List.of(a, a, a, b, third, third)) {
                        scene.publish(topic, Tokens.ALL, "of " + topic);
                    }
                    var id = id(scene.ask(
                            "GET",
                            "/stream?from=earliest&topic=" + a + "&topic=" + b,
                            Tokens.ALL,
                            "",
                            "Accept: application/json"));
                    var answer = scene.poll(third, Tokens.ALL, id);
                    var body = json.readTree(answer.body());
                    assertThat(body.path("events")).hasSize(2);
                    assertThat(body.path("gaps").path(0).path("cause").asText()).isEqualTo("unknown");
                    return List.of(answer);
                })
                .answers(200));
        rows.add(row("of a longer topic, used on a shorter one, is said to be ahead")
                .does(scene -> {
                    var longer = scene.fresh();
                    var shorter = scene.fresh();
                    for (var topic : List.of(longer, longer, longer, shorter)) {
                        scene.publish(topic, Tokens.ALL, "x");
                    }
                    return List.of(scene.poll(shorter, Tokens.ALL, id(scene.poll(longer, Tokens.ALL, ""))));
                })
                .answers(200)
                .saying("\"cause\":\"ahead\""));
        rows.add(row("of one topic, used on it and another one")
                .does(scene -> {
                    var one = scene.fresh();
                    var other = scene.fresh();
                    scene.publish(one, Tokens.ALL, "x");
                    scene.publish(other, Tokens.ALL, "y");
                    var answer = scene.ask(
                            "GET",
                            "/stream?topic=" + one + "&topic=" + other,
                            Tokens.ALL,
                            "",
                            "Accept: application/json",
                            "Last-Event-ID: 1-1");
                    assertThat(json.readTree(answer.body()).path("events")).hasSize(2);
                    return List.of(answer);
                })
                .answers(200));
        rows.add(row("that names a topic which is not granted")
                .does(scene -> {
                    scene.publish("mine", Tokens.ALL, "x");
                    scene.publish("theirs", Tokens.ALL, "secret of theirs");
                    var both = id(scene.ask(
                            "GET",
                            "/stream?from=earliest&topic=mine&topic=theirs",
                            Tokens.ALL,
                            "",
                            "Accept: application/json"));
                    var answer = scene.ask(
                            "GET",
                            "/stream?topic=mine&topic=theirs",
                            Tokens.MINE,
                            "",
                            "Accept: application/json",
                            "Last-Event-ID: " + both);
                    var body = json.readTree(answer.body());
                    assertThat(body.path("denied").path(0).asText()).isEqualTo("theirs");
                    assertThat(body.path("events")).isEmpty();
                    assertThat(body.path("gaps")).isEmpty();
                    return List.of(answer);
                })
                .answers(200)
                .neverSays("secret of theirs"));
        for (var id : List.of("1-0", "1-999999", "0-0", "5-5", "nonsense")) {
            rows.add(row(id + " tells nobody whether a topic that is not granted exists")
                    .does(scene -> {
                        scene.publish("theirs", Tokens.ALL, "secret of theirs");
                        var there = scene.poll("theirs", Tokens.MINE, id);
                        var notThere = scene.poll("not-there", Tokens.MINE, id);
                        assertThat(there.body()).isEqualTo(notThere.body());
                        return List.of(there, notThere);
                    })
                    .answers(403, 403)
                    .neverSays("secret of theirs"));
        }
        return rows;
    }

    private static String id(Answer poll) throws IOException {
        JsonNode body = json.readTree(poll.body());
        return body.path("id").asText();
    }
}
