package dev.weir.subscribe;

import dev.weir.admission.CatchUpTurns;
import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FrameForm;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * The answer to one poll, as one element: what there is after the client's positions, or, when it waits, what comes
 * first within that time. To be run once.
 */
final class PollSource extends GraphStage<SourceShape<ByteString>> {

    /** The form in which a poll reads its topics. */
    static final FrameForm FORM = FrameForm.LINES;

    /** The same where data is to be a string; the frames are told apart alike. */
    static final FrameForm TEXT_FORM = FrameForm.TEXT_LINES;

    /** Bytes of events after which no further event is added. */
    static final int BYTES_MAX = 1 << 20;

    /**
     * What does not change.
     *
     * @param ownIds whether ids are this poll's own, as with several topics, and not those of the log
     * @param text whether data is always a string
     * @param limit events, snapshots not counted
     * @param waitMax zero for an answer at once
     */
    record Parts(
            StreamStart start,
            boolean ownIds,
            boolean text,
            int limit,
            Duration waitMax,
            CatchUpPages pages,
            CatchUpTurns turns,
            SubscribeObserver observer,
            StreamListener listener) {

        FrameForm form() {
            return text ? TEXT_FORM : FORM;
        }
    }

    final Outlet<ByteString> out = Outlet.create("PollSource.out");
    private final SourceShape<ByteString> shape = SourceShape.of(out);
    private final Parts parts;
    private final List<StreamPlan> plans;

    PollSource(Parts parts, List<StreamPlan> plans) {
        this.parts = parts;
        this.plans = plans;
    }

    @Override
    public SourceShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new PollLogic(shape, parts, plans);
    }
}
