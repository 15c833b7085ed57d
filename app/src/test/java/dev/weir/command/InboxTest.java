package dev.weir.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.StreamItem;
import dev.weir.client.StreamItem.Message;
import dev.weir.command.Inbox.Arrival;
import dev.weir.wire.TopicName;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class InboxTest {

    private static final TopicName TOPIC = new TopicName("t");
    private static final String LARGE = "x".repeat(512 * 1024);

    private final Inbox inbox = new Inbox();
    private final Stream stream = new Stream(inbox.inlet(TOPIC));

    /** Delivers what was asked for, and no more. */
    private static final class Stream implements Flow.Subscription {

        private final Flow.Subscriber<StreamItem> subscriber;
        private long demand;
        private int sent;

        private Stream(Flow.Subscriber<StreamItem> subscriber) {
            this.subscriber = subscriber;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            demand += count;
        }

        @Override
        public void cancel() {
            demand = 0;
        }

        private int sendAllThatIsAskedFor(String data) {
            int before = sent;
            while (demand > 0) {
                demand--;
                sent++;
                subscriber.onNext(new Message("m", data, "1-" + sent));
                if (sent - before > 10_000) {
                    break;
                }
            }
            return sent - before;
        }
    }

    @Test
    void large_events_are_asked_for_until_a_mebibyte_waits_and_a_few_more() {
        assertThat(stream.sendAllThatIsAskedFor(LARGE)).isBetween(2, 16);
        int waiting = stream.sent;

        for (int i = 0; i < waiting; i++) {
            assertThat(inbox.poll()).isInstanceOf(Arrival.Item.class);
        }

        assertThat(inbox.poll()).isNull();
        assertThat(stream.sendAllThatIsAskedFor(LARGE)).isBetween(2, 16);
    }

    @Test
    void everything_comes_out_in_order_and_the_end_last() {
        stream.sendAllThatIsAskedFor(LARGE);
        stream.subscriber.onComplete();

        for (int i = 1; i <= stream.sent; i++) {
            assertThat(inbox.poll()).isEqualTo(new Arrival.Item(TOPIC, new Message("m", LARGE, "1-" + i)));
        }
        assertThat(inbox.poll()).isEqualTo(new Arrival.Ended(TOPIC, null));
    }

    @Test
    void nothing_comes_out_after_a_stop() throws InterruptedException {
        stream.sendAllThatIsAskedFor(LARGE);

        inbox.stop();

        assertThat(inbox.take()).isNull();
        assertThat(inbox.poll()).isNull();
    }
}
