package dev.weir.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.weir.wire.Content;
import dev.weir.wire.Draft;
import dev.weir.wire.Event;
import dev.weir.wire.Position;
import dev.weir.wire.Refusal;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.SerializationTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesCrossNodesTest {

    private static final ActorTestKit TEST_KIT = ActorTestKit.create();
    private static final SerializationTestKit SERIALIZATION = new SerializationTestKit(TEST_KIT.system());
    private static final Serialization CODEC = SerializationExtension.get(Adapter.toClassic(TEST_KIT.system()));
    private static final CBORMapper CBOR = new CBORMapper();

    private static final Instant ARRIVED = Instant.parse("2026-11-24T12:34:56.123456789Z");
    private static final Instant DEADLINE = Instant.parse("2026-11-24T12:35:06Z");
    private static final TopicHead HEAD = new TopicHead(2, 1L << 40, 7, Position.NUMBER_MAX, true);

    @AfterAll
    static void stop() {
        TEST_KIT.shutdownTestKit();
    }

    static Stream<ClusterMessage> messages() {
        var replies = TEST_KIT.<PublishReply>createTestProbe().ref();
        var answers = TEST_KIT.<TopicReply>createTestProbe().ref();
        var description = new TopicDescription(HEAD, true, new Retention(Retention.ALL, Retention.FOREVER), ARRIVED);
        var feed = TEST_KIT.<FeedMessage>createTestProbe().ref();
        var topic = TEST_KIT.<TopicCommand>createTestProbe().ref();
        var drafts = List.of(
                new Draft(Content.JSON, "{\"mag\":4.7}", "quake", "us7000", "once"),
                Draft.of(Content.TEXT, "\0\ufeff\r\n\u2028 é地\ud83d\ude00"));
        var events = List.of(
                new Event(new Position(2, 8), ARRIVED, Content.JSON, "[1]", "quake", "us7000"),
                new Event(new Position(2, 9), DEADLINE, Content.TEXT, "x", null, null));
        return Stream.of(
                new TopicCommand.Publish(drafts, null, true, ARRIVED, DEADLINE, replies),
                new TopicCommand.Publish(drafts.subList(1, 2), "batch", false, ARRIVED, Instant.MAX, replies),
                new TopicCommand.Attach(feed, 7),
                new TopicCommand.Detach(feed),
                new TopicCommand.Hold(feed),
                new TopicCommand.Resume(feed),
                new TopicCommand.Configure(1L, Retention.FOREVER, true, true, DEADLINE, answers),
                new TopicCommand.Configure(Retention.ALL, Duration.ofDays(7), null, true, DEADLINE, answers),
                new TopicCommand.Configure(null, null, false, false, Instant.MAX, answers),
                new TopicCommand.Close(DEADLINE, answers),
                new TopicCommand.Delete(DEADLINE, answers),
                new TopicCommand.Describe(answers),
                new TopicCommand.ReadState(answers),
                new TopicReply.Configured(true, description),
                new TopicReply.Described(description),
                new TopicReply.Done(HEAD),
                new TopicReply.State(HEAD, events),
                new TopicReply.State(TopicHead.EMPTY, List.of()),
                new TopicReply.StatePart(HEAD, 3, true, events),
                new TopicReply.Refused(Refusal.NOT_KEYED, "topic: not keyed (expected: \"keyed\": true)"),
                new PublishReply.Published(1, 42, 1, false, List.of()),
                new PublishReply.Published(
                        3, 0, 0, false, List.of(new PublishReply.Replay(0, 5), new PublishReply.Replay(1, 1L << 50))),
                new PublishReply.Refused(Refusal.OUTCOME_UNKNOWN, "journal: timed out (expected: \"an answer\")"),
                new FeedMessage.Attached(HEAD, topic, 7),
                new FeedMessage.Attached(TopicHead.EMPTY, topic, FeedMessage.Attached.UNASKED),
                new FeedMessage.Committed(HEAD, events, ARRIVED));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comes_back_equal(ClusterMessage message) {
        assertThat(SERIALIZATION.verifySerialization(message, true)).isEqualTo(message);
    }

    @Test
    void every_message_is_tried() {
        var declared = Stream.of(
                        TopicCommand.class,
                        TopicCommand.Change.class,
                        PublishReply.class,
                        TopicReply.class,
                        FeedMessage.class)
                .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
                .filter(Class::isRecord);

        assertThat(messages().map(Object::getClass).distinct().toList()).hasSameElementsAs(declared.toList());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void is_bound_to_cbor_and_carries_its_members_only(ClusterMessage message) throws IOException {
        var tree = CBOR.readTree(written(message));

        var members = Arrays.stream(message.getClass().getRecordComponents())
                .map(component -> component.getName())
                .toList();
        assertThat(tree.fieldNames()).toIterable().isSubsetOf(members);
        var head = tree.get("head");
        if (head != null) {
            assertThat(head.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("epoch", "epochRow", "earliest", "last", "closed");
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void members_of_a_later_version_are_ignored(ClusterMessage message) throws IOException {
        var tree = (ObjectNode) CBOR.readTree(written(message));
        tree.putObject("addedLater").put("any", 1);
        tree.forEach(member -> {
            var element = member.isArray() && !member.isEmpty() ? member.get(0) : member;
            if (element instanceof ObjectNode object) {
                object.put("addedLater", true);
            }
        });

        var serializer = (SerializerWithStringManifest) CODEC.findSerializerFor(message);
        var read = CODEC.deserialize(
                        CBOR.writeValueAsBytes(tree), serializer.identifier(), serializer.manifest(message))
                .get();

        assertThat(read).isEqualTo(message);
    }

    @Test
    void nothing_else_is_read_from_another_member() {
        var cbor = (SerializerWithStringManifest)
                CODEC.findSerializerFor(new PublishReply.Published(1, 42, 1, false, List.of()));
        var bytes = new byte[] {(byte) 0xbf, (byte) 0xff};

        for (var other : List.of(HashMap.class, URL.class, Draft.class, File.class)) {
            assertThatThrownBy(() -> cbor.fromBinary(bytes, other.getName()))
                    .as(other.getName())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Only classes that are listed as allowed");
        }
        assertThat(CODEC.serialize(new HashMap<>()).isFailure()).isTrue();
    }

    @Test
    void no_event_takes_more_of_a_message_than_is_reckoned_with() {
        var large = IntStream.range(0, 1_000)
                .mapToObj(i -> new Event(
                        new Position(Position.NUMBER_MAX, Position.NUMBER_MAX),
                        Instant.parse("+999999999-12-31T23:59:59.999Z"),
                        Content.JSON,
                        "\u5730\ud83d\ude00\u00e9x".repeat(i % 50),
                        i % 2 == 0 ? "quake" : null,
                        "us" + i))
                .toList();

        var message = written(new FeedMessage.Committed(HEAD, large, ARRIVED));

        assertThat(PublishBounds.messageBytes(large)).isBetween(message.length - 256L, 2L * message.length);
    }

    private static byte[] written(ClusterMessage message) {
        assertThat(CODEC.findSerializerFor(message)).isInstanceOf(JacksonCborSerializer.class);
        return CODEC.serialize(message).get();
    }
}
