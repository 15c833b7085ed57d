package dev.weir.fanout;

import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The logs of one topic and epoch, one for each form that somebody reads, which all go the same way. The first is there
 * always; another begins when its first reader comes, where the first one stands, and goes when nobody has read it for a
 * while. Not for several threads.
 */
final class FormLogs {

    static final long UNREAD_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final TopicName topic;
    private final long bytesMax;
    private final LogMemory memory;
    private final TopicLog first;
    private final Map<FrameForm, Other> others = new EnumMap<>(FrameForm.class);
    private final FrameBuffer frame = new FrameBuffer();

    /** A log, and when somebody was last seen to read it. */
    private static final class Other {
        final TopicLog log;
        long readAtNanos;

        Other(TopicLog log) {
            this.log = log;
            this.readAtNanos = log.nanos();
        }
    }

    /** @param start before the first event that will be appended */
    FormLogs(TopicName topic, Position start, long bytesMax, LogMemory memory) {
        this.topic = topic;
        this.bytesMax = bytesMax;
        this.memory = memory;
        this.first = new TopicLog(topic, start, bytesMax, memory);
    }

    /** The log in this form, begun now if nobody has asked for it. */
    TopicLog log(FrameForm form) {
        if (form == FrameForm.SSE) {
            return first;
        }
        var other = others.computeIfAbsent(form, absent -> new Other(begun()));
        other.readAtNanos = memory.nanos();
        return other.log;
    }

    private TopicLog begun() {
        var start = first.epoch() == 0 ? Position.START : new Position(first.epoch(), first.last());
        var log = new TopicLog(topic, start, bytesMax, memory);
        if (first.closed()) {
            log.close();
        }
        return log;
    }

    long epoch() {
        return first.epoch();
    }

    long last() {
        return first.last();
    }

    /** As {@link TopicLog#first}. */
    long firstHeld() {
        return first.first();
    }

    long bytes() {
        return first.bytes()
                + others.values().stream().mapToLong(other -> other.log.bytes()).sum();
    }

    void begin(long firstEpoch) {
        first.begin(firstEpoch);
        others.values().forEach(other -> other.log.begin(firstEpoch));
    }

    /** Only the very next event. */
    void append(Event event, long arrivedAtMillis) {
        append(first, FrameForm.SSE, event, arrivedAtMillis);
        if (!others.isEmpty()) {
            dropUnread();
            others.forEach((form, other) -> append(other.log, form, event, arrivedAtMillis));
        }
    }

    private void append(TopicLog log, FrameForm form, Event event, long arrivedAtMillis) {
        frame.clear();
        form.render(frame, topic, event);
        log.append(frame.bytes(), frame.length(), arrivedAtMillis);
    }

    private void dropUnread() {
        long now = memory.nanos();
        others.values().removeIf(other -> {
            if (other.log.readers() > 0) {
                other.readAtNanos = now;
            }
            boolean unread = now - other.readAtNanos > UNREAD_NANOS_MAX;
            if (unread) {
                // Who was about to read it joins again.
                other.log.retire();
            }
            return unread;
        });
    }

    void wake() {
        first.wake();
        others.values().forEach(other -> other.log.wake());
    }

    /** All that the topic will ever have is here. */
    void close() {
        first.close();
        others.values().forEach(other -> other.log.close());
    }

    void retire() {
        first.retire();
        others.values().forEach(other -> other.log.retire());
    }

    /** Of that form whose readers are furthest behind; see {@link TopicLog#medianLagBytes}. */
    long medianLagBytes(int sampleMax, long activeWithinNanos) {
        long lag = first.medianLagBytes(sampleMax, activeWithinNanos);
        for (var other : others.values()) {
            lag = Math.max(lag, other.log.medianLagBytes(sampleMax, activeWithinNanos));
        }
        return lag;
    }
}
