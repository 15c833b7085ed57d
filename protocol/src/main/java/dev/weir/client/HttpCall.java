package dev.weir.client;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request and the redirects that it meets. Belongs to one mailbox, in which the listener is called, once, unless it
 * was cancelled before.
 */
final class HttpCall<T> {

    /** Who waits for the answer. */
    interface Listener<T> {
        void answered(HttpResponse<T> response);

        void failed(Throwable error);

        /** An answer that nobody waits for: its connection must not be left open. */
        void unwanted(HttpResponse<T> response);
    }

    private final HttpClient http;
    private final Executor mailbox;
    private final Function<Hop, HttpRequest> request;
    private final BodyHandler<T> body;
    private final Listener<T> listener;
    private @Nullable CompletableFuture<HttpResponse<T>> exchange;
    private boolean cancelled;

    HttpCall(
            HttpClient http,
            Executor mailbox,
            Function<Hop, HttpRequest> request,
            BodyHandler<T> body,
            Listener<T> listener) {
        this.http = http;
        this.mailbox = mailbox;
        this.request = request;
        this.body = body;
        this.listener = listener;
    }

    /** Ends with a call of the listener, in a later task of the mailbox. */
    void start(Hop hop) {
        CompletableFuture<HttpResponse<T>> sent;
        try {
            sent = http.sendAsync(request.apply(hop), body);
        } catch (RuntimeException e) {
            // The token's supplier failed, or the address is none that this client can ask.
            sent = CompletableFuture.failedFuture(e);
        }
        exchange = sent;
        // Not whenCompleteAsync, whose future would swallow what the mailbox wants to know.
        var unused = sent.whenComplete((response, error) -> mailbox.execute(() -> done(hop, response, error)));
    }

    void cancel() {
        cancelled = true;
        if (exchange != null) {
            exchange.cancel(true);
        }
    }

    private void done(Hop hop, @Nullable HttpResponse<T> response, @Nullable Throwable error) {
        if (cancelled) {
            if (response != null) {
                listener.unwanted(response);
            }
        } else if (response == null) {
            listener.failed(error == null ? new AssertionError("unreachable: neither answer nor error") : error);
        } else {
            follow(hop, response);
        }
    }

    private void follow(Hop hop, HttpResponse<T> response) {
        boolean get = response.request().method().equals("GET");
        Hop next;
        try {
            next = hop.next(
                    get,
                    response.statusCode(),
                    response.headers().firstValue("Location").orElse(null));
        } catch (FailedTry e) {
            listener.failed(e);
            return;
        }
        if (next == null) {
            listener.answered(response);
        } else {
            start(next);
        }
    }
}
