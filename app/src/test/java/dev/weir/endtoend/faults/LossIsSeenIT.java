package dev.weir.endtoend.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.history.Anomaly.Kind;
import dev.weir.history.HistoryCheck;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The other way round: where acknowledged events are lost, what looks for that finds it. */
@Tag("alone")
class LossIsSeenIT {

    private static final int TOPICS = 12;
    private static final int RESTARTS = 3;

    /** Who reads does not come past what is missing. */
    private static final Duration REPLAY = Duration.ofSeconds(15);

    @Test
    @Tag("long")
    @Timeout(600)
    void the_check_finds_what_a_database_lost_that_answers_before_its_disk_has_it(@TempDir Path folder) {
        try (var scene = new Scene(folder, 7)) {
            scene.postgres().answerBeforeTheDisk();
            try (var traffic = new Traffic(TOPICS, scene.members().bases(), 7).publish()) {
                for (int i = 0; i < RESTARTS; i++) {
                    scene.suffer(Fault.RESTART_POSTGRES);
                    Scene.pass(Scene.BETWEEN_RESTARTS);
                }
                traffic.stopPublishing();
                traffic.replayWhatComes(REPLAY);

                var lost = HistoryCheck.anomalies(traffic.history()).stream()
                        .filter(anomaly -> anomaly.kind() == Kind.LOST)
                        .toList();
                System.err.printf(
                        "loss: %d of %d acknowledged events lost to %d restarts with synchronous_commit off%n",
                        lost.size(), traffic.history().published().size(), RESTARTS);
                assertThat(lost).isNotEmpty();
            }
        }
    }
}
