package dev.weir.operate;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.journal.JournalInspection;
import dev.weir.journal.StoredSizes;
import dev.weir.observe.Buckets;
import dev.weir.observe.Figures;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/journal}: this node's way to PostgreSQL, and how large the journal is. */
final class JournalDesk {

    private final JournalInspection journal;
    private final Sampler sampler;
    private final BooleanSupplier isUp;

    JournalDesk(JournalInspection journal, Sampler sampler, BooleanSupplier isUp) {
        this.journal = journal;
        this.sampler = sampler;
        this.isUp = isUp;
    }

    CompletionStage<HttpResponse> look(Call call) {
        return journal.sizes()
                .thenApply(Optional::of)
                .exceptionally(silent -> Optional.empty())
                .thenApply(sizes -> Answers.json(json -> write(json, sizes)));
    }

    private void write(JsonGenerator json, Optional<StoredSizes> sizes) throws IOException {
        var figures = sampler.figures();
        json.writeBooleanField("up", isUp.getAsBoolean());
        json.writeArrayFieldStart("pools");
        for (var pool : ConnectionPool.all()) {
            pool.write(json);
        }
        json.writeEndArray();
        quantiles(json, "commit", figures.commit());
        quantiles(json, "publish", figures.publish());
        counts(json, figures);
        if (sizes.isPresent()) {
            sizes(json, sizes.get());
        } else {
            json.writeNullField("sizes");
        }
    }

    private static void counts(JsonGenerator json, Figures figures) throws IOException {
        json.writeNumberField("reads", figures.journalReads());
        json.writeNumberField("catchingUp", figures.catchingUp());
        json.writeNumberField("lagging", figures.lagging());
        json.writeNumberField("failures", figures.journalFailures());
        json.writeNumberField("rowsPruned", figures.rowsPruned());
    }

    /** Since the node's start, in seconds. */
    private static void quantiles(JsonGenerator json, String name, Buckets buckets) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", buckets.total());
        json.writeNumberField("p50", buckets.quantile(0.5));
        json.writeNumberField("p95", buckets.quantile(0.95));
        json.writeNumberField("p99", buckets.quantile(0.99));
        json.writeArrayFieldStart("buckets");
        for (int i = 0; i < buckets.counts().size(); i++) {
            json.writeStartObject();
            if (i < buckets.bounds().size()) {
                json.writeNumberField("le", buckets.bounds().get(i));
            } else {
                json.writeNullField("le");
            }
            json.writeNumberField("count", buckets.counts().get(i));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void sizes(JsonGenerator json, StoredSizes sizes) throws IOException {
        json.writeObjectFieldStart("sizes");
        json.writeStringField("version", sizes.version());
        json.writeNumberField("journalBytes", sizes.journalBytes());
        json.writeNumberField("rows", sizes.rows());
        json.writeNumberField("deadRows", sizes.deadRows());
        json.writeNumberField("snapshotBytes", sizes.snapshotBytes());
        json.writeNumberField("databaseBytes", sizes.databaseBytes());
        json.writeNumberField("sessions", sizes.sessions());
        json.writeNumberField("sessionsMax", sizes.sessionsMax());
        json.writeEndObject();
    }
}
