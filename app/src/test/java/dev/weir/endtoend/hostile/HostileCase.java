package dev.weir.endtoend.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/**
 * One row of the tables: a hostile thing, the answers that must come of it, and what must not. What must not come of any of
 * them stands in {@link Harm}.
 */
final class HostileCase {

    /** What is done, for what bytes alone cannot say. Returns the answers that came of it, for the checks of every row. */
    @FunctionalInterface
    interface Script {
        List<Answer> play(Scene scene) throws Exception;
    }

    private final String name;
    private Script script = scene -> List.of();
    private List<Integer> statuses = List.of();
    private String saying = "";
    private boolean closes;
    private int publishes;
    private final List<String> unsaid = new ArrayList<>();
    private final List<String> unmade = new ArrayList<>();

    private HostileCase(String name) {
        this.name = name;
    }

    static HostileCase of(String name) {
        return new HostileCase(name);
    }

    /**
     * On one connection of the public port.
     *
     * @param bytes one a character
     */
    HostileCase sends(String bytes) {
        script = scene -> {
            try (var connection = scene.connect()) {
                return converse(connection, bytes);
            }
        };
        return this;
    }

    /** On one connection of the management port. */
    HostileCase sendsManagement(String bytes) {
        script = scene -> {
            try (var connection = scene.connectManagement()) {
                return converse(connection, bytes);
            }
        };
        return this;
    }

    HostileCase does(Script theScript) {
        script = theScript;
        return this;
    }

    /** These answers, in this order, and no other; then the connection serves the next request as if nothing had been. */
    HostileCase answers(Integer... expected) {
        statuses = List.of(expected);
        return this;
    }

    /** A piece of the last answer. */
    HostileCase saying(String piece) {
        saying = piece;
        return this;
    }

    /** The connection is closed behind the answers, and nothing that was sent behind is looked at. */
    HostileCase thenCloses() {
        closes = true;
        return this;
    }

    /** So many events are published, all to prey; none where this is not said. */
    HostileCase publishes(int events) {
        publishes = events;
        return this;
    }

    /** This is in no answer, in its head or body. */
    HostileCase neverSays(String text) {
        unsaid.add(text);
        return this;
    }

    /** This topic does not exist afterwards. */
    HostileCase neverMakes(String topic) {
        unmade.add(topic);
        return this;
    }

    void run(Scene scene) throws Exception {
        try {
            check(scene);
        } catch (Exception | AssertionError failure) {
            // So that the next row does not answer for this one.
            scene.startAnew();
            throw failure;
        }
    }

    private void check(Scene scene) throws Exception {
        var answers = script.play(scene);
        assertThat(answers).as("answers").extracting(Answer::status).isEqualTo(statuses);
        if (!answers.isEmpty()) {
            assertThat(answers.get(answers.size() - 1).text()).contains(saying);
        }
        for (var answer : answers) {
            Harm.checkAnswer(answer, scene);
            for (var text : unsaid) {
                assertThat(answer.text()).doesNotContain(text);
            }
        }
        scene.checkUnharmed(publishes);
        for (var topic : unmade) {
            assertThat(scene.ask("GET", "/topics/" + topic, Tokens.ALL, "").status())
                    .as("topic " + topic)
                    .isEqualTo(404);
        }
    }

    private List<Answer> converse(HostileClient connection, String bytes) throws Exception {
        connection.send(bytes);
        var answers = new ArrayList<Answer>();
        if (closes) {
            for (var next = connection.answer(); next.isPresent(); next = connection.answer()) {
                answers.add(next.get());
            }
            return answers;
        }
        for (int i = 0; i < statuses.size(); i++) {
            answers.add(connection.answer().orElseThrow(() -> new AssertionError("closed after " + answers)));
        }
        connection.send(
                HttpText.bare("GET /still-there HTTP/1.1", HttpText.HOST, "Authorization: Bearer " + Tokens.ADMIN));
        var last = connection.answer().orElseThrow(() -> new AssertionError("does not serve on after " + answers));
        assertThat(last.body()).as("the answer to the next request").contains("\"detail\":\"path: /still-there");
        return answers;
    }

    @Override
    public String toString() {
        return name;
    }
}
