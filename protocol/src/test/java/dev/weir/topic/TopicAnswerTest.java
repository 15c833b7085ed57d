package dev.weir.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.topic.TopicReply.State;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TopicAnswerTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final State STATE = new State(
            new TopicHead(1, 0, 1, 40, false),
            IntStream.rangeClosed(1, 40)
                    .mapToObj(i -> new Event(
                            new Position(1, i), Instant.EPOCH, Content.TEXT, "x".repeat(100_000), null, "key " + i))
                    .toList());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static CompletableFuture<TopicReply> asked(Duration timeout, Consumer<ActorRef<TopicReply>> answer) {
        var topic = KIT.<TopicCommand>spawn(Behaviors.receiveMessage(command -> {
            answer.accept(((TopicCommand.ReadState) command).replyTo());
            return Behaviors.same();
        }));
        return TopicAnswer.of(KIT.system(), topic, TopicCommand.ReadState::new, timeout)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void parts_are_small_and_put_together_again() {
        assertThat(STATE.parts()).hasSize(4).allMatch(part -> PublishBounds.messageBytes(part.entries()) <= 1 << 20);

        var answer = asked(TIMEOUT, asker -> STATE.parts().forEach(asker::tell));

        assertThat(answer.join()).isEqualTo(STATE);
    }

    @Test
    void without_one_of_its_parts_a_state_is_no_answer() {
        for (int lost = 0; lost < 4; lost++) {
            var left = new ArrayList<>(STATE.parts());
            left.remove(lost);

            var answer = asked(Duration.ofMillis(200), asker -> left.forEach(asker::tell));

            assertThatThrownBy(answer::join).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void who_asks_on_the_topics_own_node_gets_the_state_as_it_is() {
        assertThat(asked(TIMEOUT, STATE::sendTo).join()).isSameAs(STATE);
    }

    @Test
    void an_empty_state_has_one_part() {
        var empty = new State(STATE.head(), List.of());

        assertThat(empty.parts()).hasSize(1);
        assertThat(asked(TIMEOUT, asker -> empty.parts().forEach(asker::tell)).join())
                .isEqualTo(empty);
    }
}
