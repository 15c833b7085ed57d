package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.Test;

class HealthRouteTest {

    private final AtomicBoolean journal = new AtomicBoolean(true);
    private final AtomicBoolean cluster = new AtomicBoolean(true);
    private final AtomicBoolean keys = new AtomicBoolean(true);
    private final Readiness readiness = new Readiness(journal::get, cluster::get, keys::get);
    private final HealthRoute route = new HealthRoute(readiness);

    private static String body(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().utf8String();
    }

    @Test
    void lives_whatever_else_is_wrong() {
        journal.set(false);
        cluster.set(false);
        readiness.drain();

        assertThat(route.live().status().intValue()).isEqualTo(200);
        assertThat(body(route.live())).isEqualTo("{\"status\":\"live\"}");
    }

    @Test
    void is_ready_when_the_journal_answers_and_the_node_is_a_member() {
        assertThat(route.ready().status().intValue()).isEqualTo(200);
        assertThat(body(route.ready()))
                .isEqualTo(
                        "{\"status\":\"ready\",\"journal\":\"up\",\"cluster\":\"up\",\"keys\":\"up\",\"draining\":false}");
    }

    @Test
    void says_that_the_journal_does_not_answer() {
        journal.set(false);

        assertThat(route.ready().status().intValue()).isEqualTo(503);
        assertThat(body(route.ready()))
                .isEqualTo(
                        "{\"status\":\"not-ready\",\"journal\":\"down\",\"cluster\":\"up\",\"keys\":\"up\",\"draining\":false}");
    }

    @Test
    void says_that_the_node_is_no_member() {
        cluster.set(false);

        assertThat(route.ready().status().intValue()).isEqualTo(503);
        assertThat(body(route.ready())).contains("\"cluster\":\"down\"");
    }

    @Test
    void says_that_there_are_no_keys_for_tokens() {
        keys.set(false);

        assertThat(route.ready().status().intValue()).isEqualTo(503);
        assertThat(body(route.ready())).contains("\"keys\":\"down\"");
    }

    @Test
    void is_not_ready_for_new_clients_while_it_drains() {
        readiness.drain();

        assertThat(route.ready().status().intValue()).isEqualTo(503);
        assertThat(body(route.ready())).contains("\"draining\":true");
    }
}
