package dev.weir.subscribe;

import dev.weir.admission.CatchUpTurns;
import dev.weir.fanout.CatchUpPages;
import java.time.Clock;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * One client's bytes: what is to be told first, then every event of its topics after its positions, read on demand.
 *
 * <p>Elements are never empty and are whole blocks, except that a block of more than 16 KiB comes in several. Completes
 * after {@link StreamControls#end}, or when all topics are closed and delivered, with a last {@code stream-bye}; fails
 * when told to abort and when what it reads does not follow what it has sent. Holds no queue: at most one slice of a log
 * or one page of the journal for each topic. To be run once.
 */
final class CursorSource extends GraphStage<SourceShape<ByteString>> {

    /**
     * What does not change while a stream runs.
     *
     * @param ownIds whether ids are this stream's own, as with several topics, and not those of the log
     */
    record Parts(
            StreamForm form,
            boolean ownIds,
            CatchUpPages pages,
            CatchUpTurns turns,
            SubscribeObserver observer,
            ConnectionProgress progress,
            StreamListener listener,
            Clock clock) {}

    final Outlet<ByteString> out = Outlet.create("CursorSource.out");
    private final SourceShape<ByteString> shape = SourceShape.of(out);
    private final Parts parts;
    private final Outgoing opening;
    private final List<StreamPlan> plans;

    /** @param plans one for each topic */
    CursorSource(Parts parts, Outgoing opening, List<StreamPlan> plans) {
        this.parts = parts;
        this.opening = opening;
        this.plans = plans;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new CursorLogic(shape, parts, opening, plans);
    }
}
