package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.weir.fanout.TopicFeed;
import dev.weir.journal.TopicEntity;
import dev.weir.topic.FeedMessage;
import dev.weir.topic.TopicCommand;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.internal.BehaviorImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message has a handler. Java 17 cannot ask this of a switch; instead each message that an actor understands must
 * have a method {@code on<Name>} in it, and Error Prone sees to it that a method which is not in the table is unused.
 */
class ActorsTest {

    /** Actors whose messages come from elsewhere: sealed types whose records they handle beside their own. */
    private static final Map<Class<?>, Class<?>> MESSAGES_FROM_ELSEWHERE =
            Map.of(TopicEntity.class, TopicCommand.class, TopicFeed.class, FeedMessage.class);

    /** An actor and one message that it understands. */
    record Pair(Class<?> actor, Class<?> message) {
        @Override
        public String toString() {
            return actor.getSimpleName() + " handles " + message.getSimpleName();
        }
    }

    private static final List<Class<?>> ACTORS = actors();

    private static List<Class<?>> actors() {
        var found = new ArrayList<Class<?>>();
        for (JavaClass type :
                new ClassFileImporter().withImportOption(new ShippedClasses()).importPackages("dev.weir")) {
            if (type.isAssignableTo(ExtensibleBehavior.class)
                    || type.isAssignableTo(BehaviorImpl.DeferredBehavior.class)) {
                found.add(type.reflect());
            }
        }
        return found;
    }

    static Stream<Pair> pairs() {
        return ACTORS.stream().flatMap(actor -> messages(actor).map(message -> new Pair(actor, message)));
    }

    /** The records that implement what the actor's behaviour is a behaviour of, as far as they are its own to handle. */
    private static Stream<Class<?>> messages(Class<?> actor) {
        var nested = Arrays.stream(actor.getDeclaredClasses())
                .filter(type -> type.isInterface() && type.getSimpleName().equals("Message"))
                .flatMap(ActorsTest::records);
        var elsewhere = Stream.ofNullable(MESSAGES_FROM_ELSEWHERE.get(actor)).flatMap(ActorsTest::records);
        var internal = Arrays.stream(actor.getDeclaredClasses())
                .filter(type -> !type.isInterface())
                .filter(type -> Arrays.stream(type.getInterfaces())
                        .anyMatch(marker -> marker.getSimpleName().equals("Internal")));
        return Stream.of(nested, elsewhere, internal).flatMap(types -> types).distinct();
    }

    /** What a sealed type permits, down to the leaves; a type that is open stands for what implements it elsewhere. */
    private static Stream<Class<?>> records(Class<?> type) {
        if (!type.isSealed()) {
            return type.isInterface() ? Stream.empty() : Stream.of(type);
        }
        return Arrays.stream(type.getPermittedSubclasses()).flatMap(ActorsTest::records);
    }

    @Test
    void actors_are_found() {
        assertThat(ACTORS).contains(TopicEntity.class).hasSizeGreaterThanOrEqualTo(4);
        assertThat(pairs().map(pair -> pair.message().getSimpleName()))
                .contains("Publish", "Flush", "Committed", "Join", "Open");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void every_message_has_a_handler(Pair pair) {
        var handlers = Arrays.stream(pair.actor().getDeclaredMethods()).map(Method::getName);
        var expected = Stream.concat(
                        Stream.of(pair.message()), Arrays.stream(pair.message().getInterfaces()))
                .map(type -> "on" + type.getSimpleName())
                .toList();

        assertThat(handlers).as("one of %s", expected).containsAnyElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void every_message_is_a_record(Pair pair) {
        assertThat(pair.message()).isRecord();
    }
}
