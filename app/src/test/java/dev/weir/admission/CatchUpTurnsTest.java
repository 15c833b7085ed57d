package dev.weir.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CatchUpTurnsTest {

    private final List<String> granted = new ArrayList<>();

    @Test
    void gives_so_many_turns_and_then_in_the_order_of_asking() {
        var turns = new CatchUpTurns(2);
        var a = ask(turns, "a");
        var b = ask(turns, "b");
        ask(turns, "c");
        ask(turns, "d");
        assertThat(granted).containsExactly("a", "b");

        b.done();
        b.done();
        assertThat(granted).containsExactly("a", "b", "c");
        a.done();
        assertThat(granted).containsExactly("a", "b", "c", "d");
    }

    @Test
    void who_gives_up_waiting_is_passed_over() {
        var turns = new CatchUpTurns(1);
        var a = ask(turns, "a");
        var b = ask(turns, "b");
        ask(turns, "c");

        b.done();
        a.done();

        assertThat(granted).containsExactly("a", "c");
    }

    @Test
    void a_turn_that_nobody_waits_for_is_free_again() {
        var turns = new CatchUpTurns(1);
        ask(turns, "a").done();
        ask(turns, "b").done();

        assertThat(granted).containsExactly("a", "b");
    }

    @Test
    void says_when_too_many_wait() {
        var turns = new CatchUpTurns(1);
        var first = ask(turns, "0");
        for (int i = 1; i < CatchUpTurns.ROUNDS_MAX; i++) {
            ask(turns, "" + i);
        }
        assertThat(turns.full()).isFalse();

        ask(turns, "last");
        assertThat(turns.full()).isTrue();
        first.done();
        assertThat(turns.full()).isFalse();
    }

    @Test
    void never_more_than_that_many_at_once_from_many_threads() throws Exception {
        var turns = new CatchUpTurns(3);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var served = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                for (int n = 0; n < 2_000; n++) {
                    var mine = new CompletableFuture<Void>();
                    var turn = turns.ask(() -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        mine.complete(null);
                    });
                    mine.join();
                    served.incrementAndGet();
                    now.decrementAndGet();
                    turn.done();
                }
            }));
        }
        threads.forEach(Thread::start);
        for (var thread : threads) {
            thread.join(60_000);
        }

        assertThat(served).hasValue(16_000);
        assertThat(most.get()).isBetween(1, 3);
    }

    private CatchUpTurns.Turn ask(CatchUpTurns turns, String who) {
        return turns.ask(() -> granted.add(who));
    }
}
