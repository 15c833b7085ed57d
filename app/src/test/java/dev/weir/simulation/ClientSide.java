package dev.weir.simulation;

import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Takes a stream one element after the other, each when it is asked for; what it says, it says at once. */
final class ClientSide extends GraphStage<SinkShape<ByteString>> {

    /** The client; told nothing any more after {@link ClientSide#leave}. */
    interface Listener {

        /** Call {@link ClientSide#pull} for the next. */
        void came(ByteString bytes);

        void ended();
    }

    private final Inlet<ByteString> in = Inlet.create("ClientSide.in");
    private final SinkShape<ByteString> shape = SinkShape.of(in);
    private final Listener listener;
    private @Nullable AsyncCallback<Boolean> calls;
    private boolean left;

    ClientSide(Listener listener) {
        this.listener = listener;
    }

    void pull() {
        call(true);
    }

    void leave() {
        left = true;
        call(false);
    }

    private void call(boolean pull) {
        if (calls != null) {
            calls.invoke(pull);
        }
    }

    @Override
    public SinkShape<ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    var bytes = grab(in);
                    if (!left) {
                        listener.came(bytes);
                    }
                }

                @Override
                public void onUpstreamFinish() {
                    ended();
                }

                @Override
                public void onUpstreamFailure(Throwable broken) {
                    ended();
                }
            });
        }

        private void ended() {
            completeStage();
            if (!left) {
                listener.ended();
            }
        }

        @Override
        public void preStart() {
            calls = createAsyncCallback(this::called);
            if (left) {
                cancel(in);
            } else {
                pull(in);
            }
        }

        private void called(boolean pull) {
            if (!pull) {
                cancel(in);
            } else if (!hasBeenPulled(in)) {
                pull(in);
            }
        }
    }
}
