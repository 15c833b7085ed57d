package dev.weir.client;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Flow;

/** The body of an answer to {@code GET /stream}. */
sealed interface StreamBody {

    /** A stream: must be subscribed to, once. */
    record Events(Flow.Publisher<List<ByteBuffer>> bytes) implements StreamBody {

        /** Closes its connection. */
        void discard() {
            bytes.subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.cancel();
                }

                @Override
                public void onNext(List<ByteBuffer> buffers) {}

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onComplete() {}
            });
        }
    }

    /** Anything else, as far as it is worth a message. */
    record Other(String text) implements StreamBody {}

    int OTHER_BYTES_MAX = 64 * 1024;

    static BodyHandler<StreamBody> handler() {
        return response -> isStream(response)
                ? BodySubscribers.mapping(BodySubscribers.ofPublisher(), Events::new)
                : BodySubscribers.mapping(new BoundedBody(OTHER_BYTES_MAX), Other::new);
    }

    private static boolean isStream(ResponseInfo response) {
        var type = response.headers().firstValue("Content-Type").orElse("");
        return response.statusCode() == 200
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("text/event-stream");
    }
}
