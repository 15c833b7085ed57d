package dev.weir.topic;

import java.time.Duration;

/**
 * How much of a topic is kept. The oldest events go when there are more, or when they are older.
 *
 * @param events from 1; {@link #ALL} for no bound
 * @param age from 1 s; {@link #FOREVER} for no bound
 */
public record Retention(long events, Duration age) {

    public static final long ALL = Long.MAX_VALUE;
    public static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    public boolean keepsAll() {
        return events == ALL;
    }

    public boolean keepsForever() {
        return age.equals(FOREVER);
    }
}
