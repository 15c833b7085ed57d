package dev.weir.server;

import dev.weir.access.Access;
import dev.weir.http.BodyReader;
import dev.weir.http.RequestTarget;
import dev.weir.journal.JournalInspection;
import dev.weir.observe.Metrics;
import dev.weir.observe.NodeReadings;
import dev.weir.observe.SupervisionRecord;
import dev.weir.operate.Desks;
import dev.weir.operate.LocalNode;
import dev.weir.operate.NodeDesk;
import dev.weir.operate.Nodes;
import dev.weir.operate.OperateRoute;
import dev.weir.operate.RevocationDesk;
import dev.weir.operate.Sampler;
import dev.weir.postgres.DatabaseSettings;
import dev.weir.terminal.Version;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.stream.Materializer;

/** Everything that operators see and do, on top of the data path. */
final class Operators implements AutoCloseable {

    private static final Duration BODY_TIME_MAX = Duration.ofSeconds(10);

    private final JournalInspection inspection;
    private final Cancellable ticks;
    private final OperateRoute api;

    /** @param leave begins to end the node, and returns at once */
    Operators(
            ActorSystem<?> system,
            DatabaseSettings database,
            DataPath data,
            Metrics metrics,
            NodeReadings readings,
            SupervisionRecord supervision,
            SharedCredentials credentials,
            Access access,
            Runnable leave,
            Clock clock) {
        inspection = new JournalInspection(database.url(), database.user(), database.password());
        var sampler = new Sampler(metrics::figures, readings, clock, System::nanoTime);
        ticks = system.scheduler()
                .scheduleAtFixedRate(Sampler.EVERY, Sampler.EVERY, sampler::tick, system.executionContext());
        var node = new LocalNode(
                system, data.connections(), data.feeds(), sampler, readings, Version.text(), clock.instant());
        system.systemActorOf(NodeDesk.create(node, supervision, leave), Nodes.NAME, Props.empty());
        var body = new BodyReader(BODY_TIME_MAX, Materializer.matFromSystem(system));
        var desks = new Desks(
                new Nodes(system),
                data.topics(),
                data.events(),
                inspection,
                sampler,
                readings.journalUp(),
                new RevocationDesk(credentials::revoke, body, clock),
                body,
                clock);
        api = new OperateRoute(desks, request -> who(request, access));
    }

    CompletionStage<HttpResponse> api(HttpRequest request, RequestTarget target) {
        return api.handle(request, target);
    }

    @Override
    public void close() {
        ticks.cancel();
        inspection.close();
    }

    /** Where a request comes from, and whose it is when it has a token. */
    private static String who(HttpRequest request, Access access) {
        var address = request.getAttribute(AttributeKeys.remoteAddress)
                .flatMap(RemoteAddress::getAddress)
                .map(InetAddress::getHostAddress)
                .orElse("unknown");
        var subject = access.caller(request).credential().subject();
        return subject == null ? address : subject + " at " + address;
    }
}
