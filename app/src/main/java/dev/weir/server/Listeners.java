package dev.weir.server;

import dev.weir.access.Cors;
import dev.weir.access.Origins;
import dev.weir.http.AnswerHeaders;
import dev.weir.observe.ListenerMetrics;
import dev.weir.observe.Log;
import dev.weir.observe.Metrics;
import dev.weir.tls.BadCertificate;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.ServerTls;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The two ports by the settings, with their certificates, which are followed until this is closed. */
final class Listeners implements AutoCloseable {

    private final Settings settings;
    private final Metrics metrics;
    private final @Nullable ServerTls http;
    private final @Nullable ServerTls management;

    /** @throws StartFailure when files that were good when the settings were read are no more */
    Listeners(Settings settings, Metrics metrics, Clock clock) {
        this.settings = settings;
        this.metrics = metrics;
        http = open("http", settings.http().tls(), metrics.http(), clock);
        management = open("management", settings.management().tls(), metrics.management(), clock);
    }

    private static @Nullable ServerTls open(
            String listener, @Nullable CertificateFiles files, ListenerMetrics counted, Clock clock) {
        if (files == null) {
            return null;
        }
        try {
            var tls = ServerTls.open(files, clock, MetricsObservers.tls(listener, counted));
            counted.watchExpiry(() -> tls.notAfter().getEpochSecond());
            if (!tls.isGood()) {
                Log.warning(
                        "certificate-out-of-date",
                        Map.of("listener", listener, "notAfter", tls.notAfter().toString()));
            }
            return tls;
        } catch (BadCertificate bad) {
            throw new StartFailure("weir." + listener + ".tls: " + bad.getMessage(), bad);
        }
    }

    Listener http(Cors cors) {
        return new Listener(
                "http",
                settings.http().host(),
                settings.http().port(),
                http,
                cors,
                AnswerHeaders.ofPublicPort(http != null),
                patience(),
                new Impatience("http", metrics.http(), System::nanoTime),
                metrics.http()::refused);
    }

    Listener management() {
        return new Listener(
                "management",
                settings.management().host(),
                settings.management().port(),
                management,
                new Cors(Origins.NONE),
                AnswerHeaders.ofManagementPort(management != null),
                patience(),
                new Impatience("management", metrics.management(), System::nanoTime),
                metrics.management()::refused);
    }

    private Patience patience() {
        return new Patience(settings.http().headerTimeout(), settings.http().keepAlive());
    }

    @Override
    public void close() {
        if (http != null) {
            http.close();
        }
        if (management != null) {
            management.close();
        }
    }
}
