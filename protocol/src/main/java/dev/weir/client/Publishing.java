package dev.weir.client;

import dev.weir.client.PublishResult.StoredPerhaps;
import dev.weir.client.PublishResult.Unsettled;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One publish, over as many tries as its time allows. Everything happens in its mailbox. */
final class Publishing implements HttpCall.Listener<String> {

    /** The server's own deadline, 10 s, and what its database and the way there may take beyond it. */
    private static final Duration TRY_MAX = Duration.ofSeconds(18);

    /** An answer for 10,000 events, each with its seq. */
    private static final int ANSWER_BYTES_MAX = 1 << 20;

    private final ClientSettings settings;
    private final Requests requests;
    private final PublishForm form;
    private final Consumer<Publishing> onOver;
    private final Mailbox mailbox;
    private final Backoff backoff;
    private final long beganNanos;
    private final CompletableFuture<PublishResult> result = new CompletableFuture<>();
    private @Nullable HttpCall<String> call;
    private Timers.Wait timer = Timers.Wait.NONE;
    private boolean maybeStored;

    /** @param onOver called once, when this needs nothing of the client any more */
    Publishing(ClientSettings settings, Requests requests, PublishForm form, Consumer<Publishing> onOver) {
        this.settings = settings;
        this.requests = requests;
        this.form = form;
        this.onOver = onOver;
        this.mailbox = new Mailbox(settings.executor(), this::end);
        this.backoff = settings.backoff();
        this.beganNanos = settings.timers().nanos();
    }

    /** A copy: whoever completes it does not complete this. */
    CompletionStage<PublishResult> result() {
        return result.minimalCompletionStage();
    }

    void start() {
        mailbox.execute(this::tryOnce);
    }

    /** The client is closed. */
    void closed() {
        mailbox.execute(() -> end(new IllegalStateException("client: closed (expected: open)")));
    }

    private void tryOnce() {
        if (result.isDone()) {
            return;
        }
        var next = new HttpCall<>(
                settings.http(), mailbox, this::request, response -> new BoundedBody(ANSWER_BYTES_MAX), this);
        call = next;
        var time = min(TRY_MAX, timeLeft());
        timer = settings.timers().after(time, () -> mailbox.execute(() -> onTimeout(next, time)));
        next.start(Hop.first(requests.publishUri(form.topic(), form.query())));
    }

    private HttpRequest request(Hop hop) {
        var request = requests.begin(hop).setHeader("Content-Type", form.contentType());
        form.headers().forEach(header -> request.setHeader(header.name(), header.value()));
        return request.POST(BodyPublishers.ofString(form.body())).build();
    }

    @Override
    public void answered(HttpResponse<String> response) {
        var answer = PublishAnswer.of(response, form.count(), settings.timers().now());
        if (answer instanceof PublishAnswer.Settled settled) {
            end(settled.result());
        } else if (answer instanceof PublishAnswer.Again again) {
            again(again);
        }
    }

    @Override
    public void failed(Throwable error) {
        again(new PublishAnswer.Again(OneLine.of(error), mayHaveArrived(error), Duration.ZERO));
    }

    @Override
    public void unwanted(HttpResponse<String> response) {
        // Its body was read to the end before it came here.
    }

    private void onTimeout(HttpCall<String> late, Duration time) {
        if (call == late) {
            late.cancel();
            again(new PublishAnswer.Again(
                    "no answer for " + time.toMillis() + " ms (expected: one)", true, Duration.ZERO));
        }
    }

    /** A failed try of our own making, such as a bad token or redirect, sent the event nowhere that stores it. */
    private static boolean mayHaveArrived(Throwable error) {
        return !(error instanceof FailedTry) && !OneLine.isNotConnected(error);
    }

    private void again(PublishAnswer.Again again) {
        timer.cancel();
        call = null;
        maybeStored |= again.maybeStored();
        backoff.failed();
        var delay = backoff.asked(again.retryAfter());
        if (delay.compareTo(timeLeft()) >= 0) {
            end(new Unsettled(maybeStored ? StoredPerhaps.ONCE_OR_NOT : StoredPerhaps.NO, again.why()));
        } else {
            timer = settings.timers().after(delay, () -> mailbox.execute(this::tryOnce));
        }
    }

    private Duration timeLeft() {
        return settings.publishTimeLimit().minusNanos(settings.timers().nanos() - beganNanos);
    }

    private void end(PublishResult how) {
        release();
        result.complete(how);
    }

    private void end(Throwable error) {
        release();
        result.completeExceptionally(error);
    }

    private void release() {
        timer.cancel();
        if (call != null) {
            call.cancel();
            call = null;
        }
        onOver.accept(this);
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
