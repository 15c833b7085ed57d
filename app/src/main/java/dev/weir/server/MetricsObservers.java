package dev.weir.server;

import dev.weir.access.KeySetObserver;
import dev.weir.admission.LimitObserver;
import dev.weir.fanout.FanoutObserver;
import dev.weir.http.ClientAddress;
import dev.weir.journal.JournalObserver;
import dev.weir.observe.ListenerMetrics;
import dev.weir.observe.Log;
import dev.weir.observe.Metrics;
import dev.weir.observe.SupervisionRecord;
import dev.weir.publish.PublishObserver;
import dev.weir.subscribe.Ending;
import dev.weir.subscribe.RefusedStream;
import dev.weir.subscribe.StreamFacts;
import dev.weir.subscribe.StreamLife;
import dev.weir.subscribe.SubscribeObserver;
import dev.weir.subscribe.Survey;
import dev.weir.tls.Identity;
import dev.weir.tls.TlsObserver;
import dev.weir.wire.GapCause;
import dev.weir.wire.Refusal;
import dev.weir.wire.TopicName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what each package lets an onlooker see into metrics. */
final class MetricsObservers {

    private final Metrics metrics;
    private final SupervisionRecord supervision;

    MetricsObservers(Metrics metrics, SupervisionRecord supervision) {
        this.metrics = metrics;
        this.supervision = supervision;
    }

    private void onSupervised(String actor, String which, String decision, String reason) {
        metrics.supervised(actor, decision);
        supervision.add(actor, which, decision, reason);
    }

    JournalObserver journal() {
        return new JournalObserver() {
            @Override
            public void committed(int events, Duration oldestWait, Duration took) {
                metrics.committed(events, took);
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
            public void fenced() {
                metrics.writerFenced();
            }

            @Override
            public void pruned(int rows) {
                metrics.rowsPruned(rows);
            }

            @Override
            public void supervised(String actor, String which, String decision, String reason) {
                onSupervised(actor, which, decision, reason);
            }
        };
    }

    KeySetObserver keySet() {
        return new KeySetObserver() {
            @Override
            public void fetched() {
                metrics.access().keySetFetched();
            }

            @Override
            public void failed() {
                metrics.access().keySetFailed();
            }
        };
    }

    LimitObserver limits() {
        return (limit, client, isNew) -> {
            metrics.limited(limit);
            if (isNew) {
                Log.event("limited", Map.of("limit", limit, "client", client));
            }
        };
    }

    static TlsObserver tls(String listener, ListenerMetrics counted) {
        return new TlsObserver() {
            @Override
            public void loaded(Identity identity) {
                counted.certificateLoaded();
                CertificateLog.loaded(listener, identity);
            }

            @Override
            public void failed(String why, boolean isNews) {
                counted.certificateFailed();
                if (isNews) {
                    CertificateLog.failed(listener, why);
                }
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
            @Override
            public void repaired(TopicName topic, int events) {
                metrics.repaired(events);
            }

            /** Counted by the journal, which was asked. */
            @Override
            public void journalFailed() {}

            @Override
            public void supervised(String actor, String which, String decision, String reason) {
                onSupervised(actor, which, decision, reason);
            }

            @Override
            public void held() {
                metrics.publishersHeld();
            }
        };
    }

    SubscribeObserver subscribe() {
        return new SubscribeObserver() {
            @Override
            public void opened(StreamFacts stream) {
                metrics.connectionAccepted(stream.resumed());
                StreamLog.opened(stream);
            }

            @Override
            public void refused(RefusedStream refused) {
                metrics.connectionRefused(refused.end());
                StreamLog.refused(refused);
            }

            @Override
            public void ended(StreamFacts stream, Ending ending, StreamLife life) {
                if (ending instanceof Ending.Ended ended) {
                    metrics.connectionEnded(ended.end(), life.lived());
                } else {
                    metrics.connectionLeft(life.lived());
                }
                StreamLog.ended(stream, ending, life);
            }

            @Override
            public void heartbeatAdapted(ClientAddress client, Duration interval, @Nullable String reason) {
                StreamLog.heartbeatAdapted(client, interval, reason);
            }

            @Override
            public void surveyed(Survey survey) {
                var qualities = new HashMap<String, Integer>();
                survey.qualities().forEach((quality, streams) -> qualities.put(quality.text(), streams));
                metrics.surveyed(qualities, survey.heartbeatMean(), survey.bufferUse());
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
            public void supervised(String actor, String which, String decision, String reason) {
                onSupervised(actor, which, decision, reason);
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
