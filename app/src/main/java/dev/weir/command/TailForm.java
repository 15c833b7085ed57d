package dev.weir.command;

import dev.weir.client.StreamItem.Message;
import dev.weir.client.StreamItem.Missed;
import dev.weir.json.Json;
import dev.weir.json.JsonChecks;
import dev.weir.wire.InvalidText;
import dev.weir.wire.Position;
import dev.weir.wire.TopicName;
import org.jspecify.annotations.Nullable;

/** How an event stands on standard output, its line end included. */
interface TailForm {

    String event(TopicName topic, Message message);

    /** A gap, where it belongs among the results; null where it is only told beside them. */
    default @Nullable String gap(Missed missed) {
        return null;
    }

    /**
     * For people: {@code ID TYPE DATA}, whatever the data is.
     *
     * @param named whether the topic stands in front
     */
    record Lines(boolean named, boolean coloured) implements TailForm {

        private static final String DIM = "\u001b[2m";
        private static final String CYAN = "\u001b[36m";
        private static final String PLAIN = "\u001b[0m";

        @Override
        public String event(TopicName topic, Message message) {
            var front = named ? topic.text() + " " : "";
            return front + in(DIM, message.id()) + " " + in(CYAN, message.type()) + " " + Shown.line(message.data())
                    + "\n";
        }

        private String in(String colour, String text) {
            return coloured ? colour + Shown.line(text) + PLAIN : Shown.line(text);
        }
    }

    /**
     * The data alone.
     *
     * @param safe whether a terminal shows it; otherwise it is what was published, to the byte
     */
    record DataOnly(boolean safe) implements TailForm {

        @Override
        public String event(TopicName topic, Message message) {
            return (safe ? Shown.line(message.data()) : message.data()) + "\n";
        }
    }

    /** For programs: an object a line, {@code {"topic","id","seq","type","data"}}, and gaps where they are. */
    record Objects() implements TailForm {

        @Override
        public String event(TopicName topic, Message message) {
            var position = Position.parse(message.id());
            var value = jsonOrNull(message.data());
            var object = Json.object(json -> {
                json.writeStringField("topic", topic.text());
                json.writeStringField("id", message.id());
                if (position != null) {
                    json.writeNumberField("seq", position.seq());
                }
                json.writeStringField("type", message.type());
                json.writeFieldName("data");
                if (value == null) {
                    json.writeString(message.data());
                } else {
                    json.writeRawValue(value);
                }
            });
            return line(object);
        }

        @Override
        public String gap(Missed missed) {
            var gap = missed.gap();
            return line(Json.object(json -> {
                json.writeStringField("control", "stream-gap");
                json.writeStringField("topic", gap.topic().text());
                json.writeStringField("cause", gap.cause().wireName());
                json.writeStringField("requested", gap.requested());
                json.writeStringField("earliest", text(gap.earliest()));
                json.writeStringField("latest", text(gap.latest()));
                json.writeFieldName("lost");
                json.writeRawValue(String.valueOf(gap.lost()));
                json.writeStringField("from", gap.from().toString());
                json.writeStringField("id", missed.id());
            }));
        }

        private static @Nullable String text(@Nullable Position position) {
            return position == null ? null : position.toString();
        }

        /** The stream does not say whether data was published as JSON, so what reads as JSON is taken for it. */
        private static @Nullable String jsonOrNull(String data) {
            try {
                return JsonChecks.value(data).replace('\n', ' ');
            } catch (InvalidText text) {
                return null;
            }
        }

        /** Where JSON allows a control character to stand as it is, it is inside a string, where an escape says the same. */
        private static String line(String object) {
            return Shown.line(object) + "\n";
        }
    }
}
