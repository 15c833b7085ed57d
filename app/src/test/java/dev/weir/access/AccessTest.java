package dev.weir.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.wire.TopicName;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {

    @ParameterizedTest
    @EnumSource(Action.class)
    void open_allows_everything(Action action) {
        var decision = Access.open().decide(HttpRequest.GET("/"), action, new TopicName("quakes"));

        assertThat(decision).isEqualTo(new Decision.Allowed(Access.ANONYMOUS));
    }
}
