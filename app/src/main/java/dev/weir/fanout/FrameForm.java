package dev.weir.fanout;

import dev.weir.json.EventText;
import dev.weir.wire.Event;
import dev.weir.wire.FrameBuffer;
import dev.weir.wire.FrameEncoder;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import java.nio.charset.StandardCharsets;

/**
 * How an event is written for its readers. Each form has a log of its own, in which the id of an event is its position;
 * readers of several topics need another id, which takes its place in the frame as it goes out.
 */
public enum FrameForm {
    /** A block with the event's data. */
    SSE(2) {
        @Override
        public void render(FrameBuffer out, TopicName topic, Event event) {
            FrameEncoder.event(out, event, event.position().toString());
        }

        @Override
        void rewrite(FrameBuffer out, byte[] bytes, int from, int to, int idLength, byte[] id) {
            rewriteLast(out, bytes, from, to, idLength, id);
        }
    },
    /** A block whose data is the event as a JSON object. */
    ENVELOPE(2) {
        @Override
        public void render(FrameBuffer out, TopicName topic, Event event) {
            var id = event.position().toString();
            FrameEncoder.block(out, event.type(), EventText.of(topic, id, event), id);
        }

        @Override
        void rewrite(FrameBuffer out, byte[] bytes, int from, int to, int idLength, byte[] id) {
            // A type may say what an object says, so the object is looked for behind it.
            int object = bytes[from] == 'e' ? indexOf(LINE_END, bytes, from, to) + 1 : from;
            int next = rewriteMember(out, bytes, from, object, to, idLength, id);
            rewriteLast(out, bytes, next, to, idLength, id);
        }
    },
    /** The event as a JSON object on a line. */
    LINES(1) {
        @Override
        public void render(FrameBuffer out, TopicName topic, Event event) {
            out.add(EventText.of(topic, event.position().toString(), event));
            out.add(LINE_END);
        }

        @Override
        void rewrite(FrameBuffer out, byte[] bytes, int from, int to, int idLength, byte[] id) {
            int next = rewriteMember(out, bytes, from, from, to, idLength, id);
            out.add(bytes, next, to);
        }
    },
    /** The same, with data that is always a string. */
    TEXT_LINES(1) {
        @Override
        public void render(FrameBuffer out, TopicName topic, Event event) {
            LINES.render(out, topic, event.asText());
        }

        @Override
        void rewrite(FrameBuffer out, byte[] bytes, int from, int to, int idLength, byte[] id) {
            LINES.rewrite(out, bytes, from, to, idLength, id);
        }
    };

    private static final byte[] LINE_END = {'\n'};

    /** Cannot stand inside a JSON string, and the topic's name is all that is before it. */
    private static final byte[] ID_MEMBER = "\",\"id\":\"".getBytes(StandardCharsets.US_ASCII);

    /** How many line ends in a row end a frame; no frame has as many before. */
    private final int lineEnds;

    FrameForm(int lineEnds) {
        this.lineEnds = lineEnds;
    }

    /** Writes the frame of this event, with its position as its id. */
    public abstract void render(FrameBuffer out, TopicName topic, Event event);

    /** Where the whole frame ends that begins at {@code from}. */
    public int frameEnd(byte[] bytes, int from, int to) {
        int inARow = 0;
        for (int at = from; at < to; at++) {
            inARow = bytes[at] == '\n' ? inARow + 1 : 0;
            if (inARow == lineEnds) {
                return at + 1;
            }
        }
        throw new IllegalArgumentException("frame: without its end (expected: whole frames)");
    }

    /** Writes the whole frame of the event at this position again, with another id in its place. */
    public void rewrite(FrameBuffer out, byte[] bytes, int from, int to, Position position, String id) {
        int idLength = position.toString().length();
        rewrite(out, bytes, from, to, idLength, id.getBytes(StandardCharsets.US_ASCII));
    }

    abstract void rewrite(FrameBuffer out, byte[] bytes, int from, int to, int idLength, byte[] id);

    private static void rewriteLast(FrameBuffer out, byte[] bytes, int from, int to, int idLength, byte[] id) {
        int idEnd = to - SSE.lineEnds;
        out.add(bytes, from, idEnd - idLength);
        out.add(id);
        out.add(bytes, idEnd, to);
    }

    /** @return where the frame goes on behind its old id */
    private static int rewriteMember(
            FrameBuffer out, byte[] bytes, int from, int searchFrom, int to, int idLength, byte[] id) {
        int idFrom = indexOf(ID_MEMBER, bytes, searchFrom, to) + ID_MEMBER.length;
        out.add(bytes, from, idFrom);
        out.add(id);
        return idFrom + idLength;
    }

    private static int indexOf(byte[] wanted, byte[] bytes, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && bytes[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        return -1;
    }
}
