package dev.weir.subscribe;

import dev.weir.fanout.CatchUpPages;
import dev.weir.wire.TopicName;
import java.time.Clock;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One client's bytes: what the plan says first, then every event after its position, read on demand.
 *
 * <p>Elements are never empty and are whole blocks, except that a block of more than 16 KiB comes in several. Completes
 * after {@link StreamControls#end} with a last {@code stream-bye}; fails when told to abort and when what it reads does
 * not follow what it has sent. Holds no queue: at most one slice of the log or one page of the journal. To be run once.
 */
final class CursorSource extends GraphStage<SourceShape<ByteString>> {

    /**
     * What does not change while a stream runs.
     *
     * @param heartbeatEvents whether heartbeats are events instead of comments
     */
    record Parts(
            TopicName topic,
            boolean heartbeatEvents,
            CatchUpPages pages,
            SubscribeObserver observer,
            ConnectionProgress progress,
            StreamListener listener,
            Clock clock) {}

    final Outlet<ByteString> out = Outlet.create("CursorSource.out");
    private final SourceShape<ByteString> shape = SourceShape.of(out);
    private final Parts parts;
    private final StreamPlan plan;

    CursorSource(Parts parts, StreamPlan plan) {
        this.parts = parts;
        this.plan = plan;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new CursorLogic(shape, parts, plan);
    }
}
