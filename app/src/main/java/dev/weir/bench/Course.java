package dev.weir.bench;

import dev.weir.terminal.Signals;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bench from its options to its report: checks, the server, the scenario, and everything stopped again. */
final class Course {

    private static final String TOKEN_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

    private final Plan plan;
    private final BenchOptions options;
    private final Alarm alarm;
    private final Progress progress;
    private final Report report;
    private final String token = token();

    private Course(Plan plan, BenchOptions options, Alarm alarm, Progress progress) {
        this.plan = plan;
        this.options = options;
        this.alarm = alarm;
        this.progress = progress;
        this.report = new Report(plan);
    }

    /** @throws BenchStop when there is nothing to report */
    static Report run(Scenario scenario, BenchOptions options, Alarm alarm, Progress progress) {
        var course = new Course(options.plan(scenario), options, alarm, progress);
        course.check();
        Signals.handle(() -> alarm.raise(BenchStop.interrupted()));
        course.run();
        return course.report;
    }

    private static String token() {
        var random = new SecureRandom();
        var token = new StringBuilder();
        for (int i = 0; i < Marker.TOKEN_LENGTH; i++) {
            token.append(TOKEN_LETTERS.charAt(random.nextInt(TOKEN_LETTERS.length())));
        }
        return token.toString();
    }

    private boolean isForeign() {
        return options.streamUrl != null || options.publishUrl != null;
    }

    /** Whether the bench starts the server. */
    private boolean isOwn() {
        return options.url == null && !isForeign() && plan.scenario() != Scenario.CEILING;
    }

    private void check() {
        if (options.url != null && isForeign()) {
            throw BenchStop.usage("--url: with --stream-url (expected: one of them)");
        }
        if (isOwn() && !options.pids.isEmpty()) {
            throw BenchStop.usage(
                    "--pid: of a server that the bench starts itself (expected: with --url or --stream-url)");
        }
        if (plan.scenario() == Scenario.RESUME_STORM && !isOwn()) {
            throw BenchStop.usage(
                    "resume-storm: kills the server (expected: no --url, so that the bench starts one to kill)");
        }
        if (plan.scenario() == Scenario.CATCH_UP && isForeign() && !options.replays) {
            throw BenchStop.usage("catch-up: needs a server that resumes (expected: Weir, or --replays if the stream at"
                    + " --stream-url begins with the topic's first event)");
        }
        if (!isOwn() && plan.scenario() != Scenario.CEILING) {
            given();
        }
        if (isForeign() && plan.batch() > 1) {
            throw BenchStop.usage("--batch: " + plan.batch() + " (expected: 1 with --publish-url)");
        }
        if (plan.scenario() == Scenario.CEILING && (plan.topics() > 1 || options.url != null || isForeign())) {
            throw BenchStop.usage("ceiling: has its own server with one topic (expected: neither --topics nor a URL)");
        }
        Environment.describe(report.environment());
        Limits.check(plan, options.pids, isOwn(), report.limits());
    }

    /** The server that the options name. */
    private Target given() {
        var target = options.url != null
                ? Target.weir("--url", options.url, "bench-" + token)
                : Target.foreign(options, "bench-" + token);
        if (plan.topics() > 1
                && !(target.stream().namesTopic() && target.publish().namesTopic())) {
            throw BenchStop.usage("--topics: " + plan.topics() + " (expected: URLs with {topic})");
        }
        return target;
    }

    private void run() {
        if (plan.scenario() == Scenario.CEILING) {
            runCeiling();
        } else if (isOwn()) {
            var jvm = new ArrayList<>(Limits.serverSettings(plan));
            jvm.addAll(0, options.serverJvmOptions());
            progress.update("starting a server");
            try (var own = OwnServer.start(jvm, options.dataDir, alarm)) {
                run(Target.weir("server", own.url(), "bench-" + token), own, new Meter(() -> List.of(own.pid()), true));
            }
        } else {
            var target = given();
            run(target, null, new Meter(() -> options.pids, target.weir()));
        }
    }

    private void run(Target target, @Nullable OwnServer own, Meter meter) {
        Environment.describe(report.environment(), target, own);
        var bench = new Bench(plan, target, token, alarm, progress, own, meter, report);
        switch (plan.scenario()) {
            case PUBLISH -> PublishRuns.run(bench);
            case FANOUT, SPARSE -> FanoutRuns.run(bench);
            case IDLE -> IdleRuns.run(bench);
            case CONNECT -> ConnectRuns.run(bench);
            case CATCH_UP -> CatchUpRuns.run(bench);
            case SLOW_READERS -> SlowReaderRuns.run(bench);
            case RESUME_STORM -> ResumeStorm.run(bench);
            case CEILING -> throw new AssertionError("unreachable: has no server to be measured");
        }
        alarm.check();
    }

    private void runCeiling() {
        try (var server = NullServer.start(new Marker(token), plan.size(), plan.batch(), alarm)) {
            var place = Target.Place.of("null server", server.url());
            var target = new Target(place, place, "", token, false);
            var none = new Meter(List::of, false);
            CeilingRuns.run(new Bench(plan, target, token, alarm, progress, null, none, report), server);
        }
    }
}
