package dev.weir.publish;

import dev.weir.wire.Refusal;
import java.time.Duration;

/** Sees how publishes end; called on the thread that answers, so it must not wait. */
public interface PublishObserver {

    PublishObserver NONE = new PublishObserver() {
        @Override
        public void published(int events, Duration took) {}

        @Override
        public void refused(Refusal refusal) {}
    };

    /**
     * @param events stored now; 0 when all were replays
     * @param took from the request's arrival to its answer
     */
    void published(int events, Duration took);

    void refused(Refusal refusal);
}
