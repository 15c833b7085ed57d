package dev.weir.subscribe;

import dev.weir.fanout.CatchUpPages;
import dev.weir.fanout.FrameForm;
import dev.weir.fanout.LogMemory;
import dev.weir.fanout.TopicLog;
import dev.weir.topic.TopicHead;
import dev.weir.wire.Content;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;

/** A topic as a stream meets it: a journal and a log in one form, written by the test. */
final class TopicScript {

    final TopicName name;
    final JournalScript journal = new JournalScript(7);
    final CatchUpPages pages = new CatchUpPages(journal);
    final FrameForm form;
    final TopicLog log;

    TopicScript(String name, FrameForm form, long logBytesMax) {
        this.name = new TopicName(name);
        this.form = form;
        log = new TopicLog(this.name, new Position(1, 0), logBytesMax, new LogMemory(1L << 30));
    }

    /** Commits first, then appends. */
    Event publish(String data) {
        long seq = log.last() + 1;
        var event =
                new Event(new Position(1, seq), JournalScript.TIME.plusSeconds(seq), Content.TEXT, data, null, null);
        journal.store(event);
        var frame = new FrameBuffer();
        form.render(frame, name, event);
        log.append(frame.bytes(), frame.length(), 0);
        log.wake();
        return event;
    }

    TopicHead head() {
        return new TopicHead(1, 0, 1, log.last(), log.closed());
    }

    StreamPlan plan(long afterSeq) {
        return new StreamPlan(name, log, head(), afterSeq);
    }

    Position at(long seq) {
        return new Position(1, seq);
    }
}
