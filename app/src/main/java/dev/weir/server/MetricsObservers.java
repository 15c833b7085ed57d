package dev.weir.server;

import dev.weir.access.KeySetObserver;
import dev.weir.fanout.FanoutObserver;
import dev.weir.journal.JournalObserver;
import dev.weir.observe.Metrics;
import dev.weir.publish.PublishObserver;
import dev.weir.subscribe.Ending;
import dev.weir.subscribe.SubscribeObserver;
import dev.weir.wire.GapCause;
import dev.weir.wire.Refusal;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns what each package lets an onlooker see into metrics. */
final class MetricsObservers {

    private final Metrics metrics;

    MetricsObservers(Metrics metrics) {
        this.metrics = metrics;
    }

    JournalObserver journal() {
        return new JournalObserver() {
            @Override
            public void committed(int events, Duration oldestWait) {
                metrics.committed(events);
            }

            @Override
            public void read() {
                metrics.journalRead();
            }

            @Override
            public void failed() {
                metrics.journalFailed();
            }

            @Override
            public void pruned(int rows) {
                metrics.rowsPruned(rows);
            }

            @Override
            public void supervised(String actor, String decision) {
                metrics.supervised(actor, decision);
            }
        };
    }

    KeySetObserver keySet() {
        return new KeySetObserver() {
            @Override
            public void fetched() {
                metrics.keySetFetched();
            }

            @Override
            public void failed() {
                metrics.keySetFailed();
            }
        };
    }

    PublishObserver publish() {
        return new PublishObserver() {
            @Override
            public void published(int events, Duration took) {
                metrics.publishAnswered(took);
            }

            /** No metric of the contract counts them; PostgreSQL's failures are counted by the journal. */
            @Override
            public void refused(Refusal refusal) {}
        };
    }

    FanoutObserver fanout() {
        return new FanoutObserver() {
            /** Counted as reads of the journal. */
            @Override
            public void repaired(TopicName topic, int events) {}

            /** Counted by the journal, which was asked. */
            @Override
            public void journalFailed() {}

            @Override
            public void supervised(String actor, String decision) {
                metrics.supervised(actor, decision);
            }

            @Override
            public void held() {}
        };
    }

    SubscribeObserver subscribe() {
        return new SubscribeObserver() {
            @Override
            public void opened(boolean resumed) {
                metrics.connectionAccepted(resumed);
            }

            @Override
            public void refused(StreamEnd end) {
                metrics.connectionRefused(end);
            }

            @Override
            public void ended(Ending ending, Duration lived) {
                if (ending instanceof Ending.Ended ended) {
                    metrics.connectionEnded(ended.end(), lived);
                } else {
                    metrics.connectionLeft(lived);
                }
            }

            @Override
            public void sent(int events, int bytes, @Nullable Duration latencyOfOldest) {
                if (latencyOfOldest == null) {
                    metrics.sent(events, bytes);
                } else {
                    metrics.sent(events, bytes, latencyOfOldest.toNanos());
                }
            }

            @Override
            public void gap(GapCause cause, long lost) {
                metrics.gap(cause.wireName(), lost);
            }

            @Override
            public void supervised(String actor, String decision) {
                metrics.supervised(actor, decision);
            }

            @Override
            public void catchUp(int delta) {
                metrics.catchUp(delta);
            }

            @Override
            public void lagging(int delta) {
                metrics.lagging(delta);
            }
        };
    }
}
