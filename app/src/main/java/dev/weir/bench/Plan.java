package dev.weir.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What is measured, in numbers.
 *
 * @param rate events a second of all publishers together; 0 for as fast as they are answered
 * @param size of an event's data, in bytes
 * @param events that there are before the streams begin, in {@link Scenario#CATCH_UP}
 * @param clientThreads that read; publishers have one more, and so have slow clients
 * @param slow of the connections, in {@link Scenario#SLOW_READERS}; 0 elsewhere
 * @param slowRate bytes a second that each of those reads
 */
record Plan(
        Scenario scenario,
        int connections,
        int topics,
        int publishers,
        double rate,
        int batch,
        int size,
        int events,
        Duration warmUp,
        Duration length,
        int runs,
        int clientThreads,
        int slow,
        int slowRate) {

    boolean paced() {
        return rate > 0;
    }

    /** What it means, for people. */
    String text() {
        var text = new StringBuilder().append(scenario.word()).append(": ");
        if (scenario.hasReaders()) {
            text.append(String.format(
                    Locale.ROOT, "%,d streams of %,d %s", connections, topics, topics == 1 ? "topic" : "topics"));
        } else {
            text.append(String.format(
                    Locale.ROOT, "%,d connections to %,d %s", connections, topics, topics == 1 ? "topic" : "topics"));
        }
        if (scenario == Scenario.CATCH_UP) {
            text.append(String.format(Locale.ROOT, ", %,d events of %,d bytes each", events, size));
        } else if (scenario == Scenario.CEILING) {
            text.append(String.format(Locale.ROOT, ", %,d events of %,d bytes in a write", batch, size));
        } else if (scenario != Scenario.IDLE && scenario != Scenario.CONNECT) {
            text.append(String.format(
                    Locale.ROOT,
                    ", %,d publishers, %s, %,d bytes, ",
                    publishers,
                    batch == 1 ? "single events" : "batches of " + batch,
                    size));
            text.append(paced() ? String.format(Locale.ROOT, "%,.0f events/s", rate) : "as fast as answered");
        }
        if (slow > 0) {
            text.append(String.format(Locale.ROOT, ", %,d streams at times read %,d bytes/s", slow, slowRate));
        }
        return text.toString();
    }

    /** By their names in JSON. */
    Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        members.put("connections", connections);
        members.put("topics", topics);
        members.put("publishers", publishers);
        members.put("eventsPerSecond", paced() ? rate : "saturating");
        members.put("batch", batch);
        members.put("bytes", size);
        members.put("events", events);
        members.put("warmUpSeconds", warmUp.toMillis() / 1e3);
        members.put("seconds", length.toMillis() / 1e3);
        members.put("runs", runs);
        members.put("clientThreads", clientThreads);
        if (slow > 0) {
            members.put("slow", slow);
            members.put("slowBytesPerSecond", slowRate);
        }
        return members;
    }
}
