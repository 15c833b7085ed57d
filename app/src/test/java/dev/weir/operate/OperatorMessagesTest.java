package dev.weir.operate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.weir.topic.ClusterMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nodes ask each other for operators crosses from node to node, one version apart. */
class OperatorMessagesTest {

    private static final ActorTestKit TEST_KIT = ActorTestKit.create();
    private static final SerializationTestKit SERIALIZATION = new SerializationTestKit(TEST_KIT.system());
    private static final Serialization CODEC = SerializationExtension.get(Adapter.toClassic(TEST_KIT.system()));
    private static final CBORMapper CBOR = new CBORMapper();
    private static final Instant TIME = Instant.parse("2026-11-24T12:34:56.123Z");

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    static Stream<ClusterMessage> messages() {
        var replyTo = TEST_KIT.<NodeReply>createTestProbe().ref();
        var query = new StreamQuery(
                "t", "10.0.0.1", "ada", "good", "sse", "text", true, StreamOrder.BYTES, true, 5L, "id", 100);
        var all = new StreamQuery(null, null, null, null, null, null, false, StreamOrder.AGE, false, null, null, 1);
        var sample = new Sample(
                TIME,
                1,
                2,
                3.5,
                4,
                5,
                6,
                7,
                0.5,
                null,
                0.7,
                null,
                0.01,
                8,
                9,
                0.1,
                25,
                10,
                11,
                12,
                13,
                14,
                15,
                0.2,
                Map.of("good", 1));
        var state = new NodeState(
                "1",
                TIME,
                true,
                false,
                3,
                4,
                Map.of("17", 3),
                5,
                6,
                7,
                8,
                9,
                10,
                11,
                Map.of("rate", 1L),
                Map.of(),
                Map.of("epoch", 2L));
        var here = new NodeReply.TopicHere(true, true, true, 1, 2, 3, 4, 5, 6);
        return Stream.of(
                new NodeQuestion.HowAreYou(replyTo),
                new NodeQuestion.ListStreams(query, replyTo),
                new NodeQuestion.ListStreams(all, replyTo),
                new NodeQuestion.DescribeStream("id", replyTo),
                new NodeQuestion.EndStream("id", "ada at 10.0.0.1", replyTo),
                new NodeQuestion.LookAtTopics(List.of("a", "ü/b"), replyTo),
                new NodeQuestion.MostReadTopics(10, replyTo),
                new NodeQuestion.LookAtTopic("a", replyTo),
                new NodeQuestion.TraceEvent("a", 1, 42, replyTo),
                new NodeQuestion.ListSupervision("topic", null, 10, replyTo),
                new NodeQuestion.Leave("ada", replyTo),
                new NodeReply.Figures(sample, state),
                new NodeReply.StreamRows(List.of(new NodeReply.StreamRow(5, "id", "{}")), 7, true),
                new NodeReply.Found(null),
                new NodeReply.Done(true),
                new NodeReply.TopicsHere(List.of(new NodeReply.TopicUse("a", true, 3))),
                here,
                new NodeReply.Traced(here, 1, 2, 3, 4, List.of("{}")),
                new NodeReply.Supervised(
                        List.of(new NodeReply.Kind("topic", null, "restarted", 1, 2, 3, 4)),
                        List.of(new NodeReply.Decision(TIME, "topic", "a", "restart", "why"))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comes_back_equal(ClusterMessage message) {
        assertThat(SERIALIZATION.verifySerialization(message, true)).isEqualTo(message);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void members_of_a_later_version_are_ignored(ClusterMessage message) throws IOException {
        var serializer = (SerializerWithStringManifest) CODEC.findSerializerFor(message);
        var tree = (ObjectNode) CBOR.readTree(CODEC.serialize(message).get());
        tree.putObject("addedLater").put("any", 1);

        assertThat(CODEC.deserialize(
                                CBOR.writeValueAsBytes(tree), serializer.identifier(), serializer.manifest(message))
                        .get())
                .isEqualTo(message);
    }

    @Test
    void every_message_is_tried() {
        var declared = Stream.of(NodeQuestion.class, NodeReply.class)
                .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()));

        assertThat(messages().map(Object::getClass).distinct().toList()).hasSameElementsAs(declared.toList());
    }
}
