package dev.weir.wire;

import java.util.List;
import java.util.Map;

/** The frames that the server sends on its own account, with exactly the members that the protocol gives them. */
public final class ControlFrames {

    /** For clients whose code cannot see comments; never with an id. */
    public static final ControlFrame HEARTBEAT = new ControlFrame("stream-heartbeat", new JsonText().end());

    private ControlFrames() {}

    /**
     * The first frame of every stream. It carries the id, unless a gap is announced first.
     *
     * @param heartbeatSeconds the nominal interval; no silence is longer
     * @param gap whether {@code stream-gap} follows
     * @param positions where the stream stands in each topic, written in this order
     */
    public static ControlFrame streamOpen(
            String connection, String node, long heartbeatSeconds, boolean gap, Map<TopicName, Position> positions) {
        return new ControlFrame(
                "stream-open",
                new JsonText()
                        .member("connection", connection)
                        .member("node", node)
                        .member("heartbeat", heartbeatSeconds)
                        .member("gap", gap)
                        .member("topics", positions)
                        .end());
    }

    /** One topic cannot go on where the id says. The last gap of a prologue carries the id. */
    public static ControlFrame streamGap(Gap gap) {
        return new ControlFrame(
                "stream-gap",
                new JsonText()
                        .member("topic", gap.topic().text())
                        .member("cause", gap.cause().wireName())
                        .member("requested", gap.requested())
                        .member("earliest", gap.earliest())
                        .member("latest", gap.latest())
                        .member("lost", gap.lost())
                        .member("from", gap.from())
                        .end());
    }

    /** A state snapshot is complete, and this is where it stands. Carries the id. */
    public static ControlFrame streamState(Map<TopicName, Position> positions) {
        return new ControlFrame(
                "stream-state", new JsonText().member("topics", positions).end());
    }

    /** These topics are not granted; the stream goes on with the others. Never with an id. */
    public static ControlFrame streamDenied(List<TopicName> topics) {
        return new ControlFrame(
                "stream-denied", new JsonText().member("topics", topics).end());
    }

    /**
     * The last frame of a stream. With {@link Cursor#plannedId} when the end is {@link StreamEnd#planned}, else without
     * an id.
     *
     * @param afterMillis after which the client should come back; means nothing when it should not
     */
    public static ControlFrame streamBye(StreamEnd end, long afterMillis) {
        return new ControlFrame(
                "stream-bye",
                new JsonText()
                        .member("code", end.code())
                        .member("reason", end.reason())
                        .member("reconnect", end.reconnect())
                        .member("afterMs", afterMillis)
                        .end());
    }
}
