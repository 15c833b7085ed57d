package dev.weir.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private long now = -5;
    private final List<String> heard = new ArrayList<>();
    private final RateLimit limit = limit(10);

    private RateLimit limit(long most) {
        return new RateLimit(
                "poll-rate",
                most,
                Duration.ofSeconds(1),
                () -> now,
                (name, client, isNew) -> heard.add(name + " " + client + (isNew ? " new" : "")));
    }

    @Test
    void gives_the_figure_at_once_and_then_at_its_rate() {
        assertThat(takeAll("a")).isEqualTo(10);

        pass(Duration.ofMillis(100));
        assertThat(takeAll("a")).isEqualTo(1);
        pass(Duration.ofMillis(500));
        assertThat(takeAll("a")).isEqualTo(5);
        pass(Duration.ofSeconds(60));
        assertThat(takeAll("a")).isEqualTo(10);
    }

    @Test
    void each_client_has_its_own() {
        takeAll("a");

        assertThat(takeAll("b")).isEqualTo(10);
    }

    @Test
    void one_that_has_any_left_may_take_more_and_waits_for_longer() {
        var passed = limit.take("a", 35);
        assertThat(passed.exceeded()).isFalse();
        assertThat(passed.left()).isZero();

        pass(Duration.ofMillis(2_500));
        assertThat(limit.take("a", 1).exceeded()).isTrue();
        pass(Duration.ofMillis(100));
        assertThat(limit.take("a", 1).exceeded()).isFalse();
    }

    @Test
    void tells_what_is_left_and_how_long_to_wait() {
        assertThat(limit.take("a", 3).left()).isEqualTo(7);
        assertThat(limit.look("a")).isEqualTo(new Allowance("poll-rate", 10, Duration.ofSeconds(1), 7, Duration.ZERO));

        limit.charge("a", 27);
        var allowance = limit.look("a");

        assertThat(allowance.left()).isZero();
        assertThat(allowance.retryAfter()).isEqualTo(Duration.ofMillis(2_100));
        assertThat(allowance.detail()).contains("limits.poll-rate", "at most 10 in 1 s");
    }

    @Test
    void marks_answers_as_the_draft_says() {
        var passed = limit.look("a").mark(HttpResponse.create());
        assertThat(header(passed, "RateLimit-Policy")).isEqualTo("\"poll-rate\";q=10;w=1");
        assertThat(header(passed, "RateLimit")).isEqualTo("\"poll-rate\";r=10");
        assertThat(passed.getHeader("Retry-After")).isEmpty();

        limit.charge("a", 30);
        var refused = limit.look("a").mark(HttpResponse.create());

        assertThat(header(refused, "RateLimit")).isEqualTo("\"poll-rate\";r=0;t=3");
        assertThat(header(refused, "Retry-After")).isEqualTo("3");
    }

    @Test
    void no_limit_is_no_limit_and_says_nothing() {
        var none = limit(0);

        assertThat(none.take("a", 1_000_000).exceeded()).isFalse();
        assertThat(none.check("a").mark(HttpResponse.create()).getHeaders()).isEmpty();
    }

    @Test
    void tells_of_each_refusal_and_which_are_the_first_of_a_minute() {
        takeAll("a");
        heard.clear();
        limit.take("a", 1);
        limit.take("a", 1);
        limit.look("a");
        pass(Duration.ofMinutes(1));
        takeAll("a");

        assertThat(heard).containsExactly("poll-rate a", "poll-rate a", "poll-rate a new");
    }

    private int takeAll(String client) {
        int taken = 0;
        while (!limit.take(client, 1).exceeded()) {
            taken++;
        }
        return taken;
    }

    private static String header(HttpResponse answer, String name) {
        return answer.getHeader(name).orElseThrow().value();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
