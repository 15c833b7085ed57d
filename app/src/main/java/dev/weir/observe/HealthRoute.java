package dev.weir.observe;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.json.Json;
import java.io.IOException;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.CacheControl;
import org.apache.pekko.http.javadsl.model.headers.CacheDirectives;

/** Answers whoever watches over the process: live while it answers at all, ready while it should be sent clients. */
public final class HealthRoute {

    private final Readiness readiness;

    public HealthRoute(Readiness readiness) {
        this.readiness = readiness;
    }

    /** Always 200: a node that cannot reach its journal is not helped by a restart. */
    public HttpResponse live() {
        return answer(200, Json.object(json -> json.writeStringField("status", "live")));
    }

    /** 200 or 503, with what it is about. */
    public HttpResponse ready() {
        var report = readiness.report();
        return answer(report.ready() ? 200 : 503, Json.object(json -> write(json, report)));
    }

    private static void write(JsonGenerator json, Readiness.Report report) throws IOException {
        json.writeStringField("status", report.ready() ? "ready" : "not-ready");
        json.writeStringField("journal", report.journal() ? "up" : "down");
        json.writeStringField("cluster", report.cluster() ? "up" : "down");
        json.writeStringField("keys", report.keys() ? "up" : "down");
        json.writeBooleanField("draining", report.draining());
    }

    private static HttpResponse answer(int status, String body) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(ContentTypes.APPLICATION_JSON, body)
                .addHeader(CacheControl.create(CacheDirectives.NO_STORE));
    }
}
