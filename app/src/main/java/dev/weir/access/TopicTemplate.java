package dev.weir.access;

import dev.weir.wire.InvalidText;
import dev.weir.wire.Refusal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern of topics, as URI templates write it (RFC 6570): <code>{name}</code> stands for one or more characters other
 * than a slash, <code>{+name}</code> for one or more of any. The other operators of the RFC are not taken.
 *
 * <p>Matching goes through the topic once for each part, whatever the pattern: nobody can write one that takes long.
 */
final class TopicTemplate {

    static final String EXPECTED = "a template of texts and at most 8 of {name} and {+name}";

    private static final int VARIABLES_MAX = 8;
    private static final Pattern NAME = Pattern.compile("\\+?[A-Za-z0-9_.-]+");

    private final List<Part> parts;

    private TopicTemplate(List<Part> parts) {
        this.parts = parts;
    }

    /** What stands in a row. */
    private sealed interface Part {

        /** @return where the part may end in the topic when it begins at one of {@code starts} */
        BitSet ends(String topic, BitSet starts);
    }

    private record Text(String text) implements Part {
        @Override
        public BitSet ends(String topic, BitSet starts) {
            var ends = new BitSet();
            starts.stream()
                    .filter(start -> topic.startsWith(text, start))
                    .forEach(start -> ends.set(start + text.length()));
            return ends;
        }
    }

    private record WithinSegment() implements Part {
        @Override
        public BitSet ends(String topic, BitSet starts) {
            var ends = new BitSet();
            boolean within = false;
            for (int i = 0; i < topic.length(); i++) {
                within = (within || starts.get(i)) && topic.charAt(i) != '/';
                ends.set(i + 1, within);
            }
            return ends;
        }
    }

    private record Anything() implements Part {
        @Override
        public BitSet ends(String topic, BitSet starts) {
            var ends = new BitSet();
            int first = starts.nextSetBit(0);
            if (first < topic.length()) {
                ends.set(first + 1, topic.length() + 1);
            }
            return ends;
        }
    }

    static boolean isTemplate(String entry) {
        return entry.indexOf('{') >= 0 || entry.indexOf('}') >= 0;
    }

    /** @throws InvalidText when braces do not fit, or there are too many variables */
    static TopicTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        int variables = 0;
        int from = 0;
        while (from < text.length()) {
            int open = text.indexOf('{', from);
            int end = open < 0 ? text.length() : open;
            if (end > from) {
                parts.add(new Text(literal(text, from, end)));
            }
            if (open < 0) {
                break;
            }
            int close = text.indexOf('}', open);
            var name = close < 0 ? "" : text.substring(open + 1, close);
            if (!NAME.matcher(name).matches() || ++variables > VARIABLES_MAX) {
                throw invalid(text);
            }
            parts.add(name.startsWith("+") ? new Anything() : new WithinSegment());
            from = close + 1;
        }
        return new TopicTemplate(List.copyOf(parts));
    }

    private static String literal(String text, int from, int to) {
        var literal = text.substring(from, to);
        if (literal.indexOf('}') >= 0) {
            throw invalid(text);
        }
        return literal;
    }

    private static InvalidText invalid(String text) {
        return InvalidText.of(Refusal.INVALID_TOKEN, "grant", text, EXPECTED);
    }

    boolean matches(String topic) {
        var reached = new BitSet();
        reached.set(0);
        for (var part : parts) {
            reached = part.ends(topic, reached);
            if (reached.isEmpty()) {
                return false;
            }
        }
        return reached.get(topic.length());
    }
}
