package dev.weir.command;

import dev.weir.client.StreamItem.Denied;
import dev.weir.client.StreamItem.Interrupted;
import dev.weir.client.StreamItem.Missed;
import dev.weir.client.StreamItem.Opened;
import dev.weir.wire.Gap;
import dev.weir.wire.StreamEnd;
import dev.weir.wire.TopicName;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code tail} says beside the events. For one thread. */
final class TailNotes {

    private final Notes notes;
    private final boolean attached;
    private final Set<TopicName> interrupted = new HashSet<>();

    /** @param attached whether a person looks on, who wants to know that a silent stream is open */
    TailNotes(Notes notes, boolean attached) {
        this.notes = notes;
        this.attached = attached;
    }

    void say(String text) {
        notes.say(text);
    }

    void opened(TopicName topic, Opened opened) {
        if (interrupted.remove(topic)) {
            notes.say(topic.text() + ": connected again");
        } else if (attached) {
            notes.say(topic.text() + ": open, Ctrl-C ends it");
        }
    }

    /** Not the ends that every long stream has: a new connection is made at once, and nothing is to be known of it. */
    void interrupted(TopicName topic, Interrupted item) {
        var code = item.code();
        boolean routine = code != null && (code == StreamEnd.LIFETIME.code() || code == StreamEnd.IDLE.code());
        if (!routine) {
            interrupted.add(topic);
            notes.say(topic.text() + ": " + item.why() + ", trying again in " + DurationText.shown(item.after()));
        }
    }

    void missed(Missed missed) {
        var gap = missed.gap();
        notes.say(gap.topic().text() + ": gap: " + cause(gap) + ", going on after " + gap.from());
    }

    private static String cause(Gap gap) {
        return switch (gap.cause()) {
            case RETENTION -> gap.lost() + " events lost to retention";
            case EPOCH -> "the topic has lost or taken back its history since " + gap.requested();
            case UNKNOWN -> "the id is not known here: " + gap.requested();
            case AHEAD -> "the id is ahead of the topic: " + gap.requested();
        };
    }

    void denied(Denied denied) {
        var topics = denied.topics().stream().map(TopicName::text).collect(Collectors.joining(", "));
        notes.say(topics + ": not granted, the others go on");
    }
}
