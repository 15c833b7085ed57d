package dev.weir.subscribe;

import dev.weir.admission.AdmissionSettings;
import dev.weir.admission.Overflow;
import java.time.Duration;

/** Settings of connections, the defaults but for what a test is about. */
final class TestSettings {

    static final AdmissionSettings ADMISSION = admission(10_000, Overflow.REJECT);

    private TestSettings() {}

    static AdmissionSettings admission(int max, Overflow overflow) {
        return new AdmissionSettings(
                max, overflow, 0, 0, 0, 100_000, 200, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    static ConnectionSettings defaults() {
        return new ConnectionSettings(
                ADMISSION,
                Duration.ofSeconds(25),
                Duration.ofSeconds(5),
                Duration.ofMinutes(30),
                Duration.ofSeconds(60),
                Duration.ofMinutes(60),
                262_144,
                "node");
    }
}
