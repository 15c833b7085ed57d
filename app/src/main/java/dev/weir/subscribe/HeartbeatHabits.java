package dev.weir.subscribe;

import dev.weir.http.ClientAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@link HeartbeatHabit} of every client address and proxy of which streams came lately. For one thread. */
final class HeartbeatHabits {

    /** Each costs about 500 bytes; the one not used for longest is forgotten first. */
    static final int CLIENTS_MAX = 10_000;

    private final Duration least;
    private final Duration most;

    private final Map<ClientAddress, HeartbeatHabit> habits = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientAddress, HeartbeatHabit> eldest) {
            return size() > CLIENTS_MAX;
        }
    };

    HeartbeatHabits(Duration least, Duration most) {
        this.least = least;
        this.most = most;
    }

    HeartbeatHabit of(ClientAddress client) {
        return habits.computeIfAbsent(client, unknown -> new HeartbeatHabit(least, most));
    }

    /** To be called once in a while: lets intervals grow where nothing died, and returns those that did. */
    Map<ClientAddress, HeartbeatHabit> relax(long now) {
        var relaxed = new HashMap<ClientAddress, HeartbeatHabit>();
        habits.forEach((client, habit) -> {
            if (habit.relax(now)) {
                relaxed.put(client, habit);
            }
        });
        return relaxed;
    }
}
