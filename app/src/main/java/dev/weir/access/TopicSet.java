package dev.weir.access;

import dev.weir.wire.InvalidText;
import dev.weir.wire.TopicName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topics that a list of grants names: each entry is {@code *} for all, a template ({@link TopicTemplate}) when it has
 * braces, or else a topic.
 */
final class TopicSet {

    static final int ENTRIES_MAX = 256;

    static final TopicSet NONE = new TopicSet(false, Set.of(), List.of());

    private final boolean all;
    private final Set<String> topics;
    private final List<TopicTemplate> templates;

    private TopicSet(boolean all, Set<String> topics, List<TopicTemplate> templates) {
        this.all = all;
        this.topics = topics;
        this.templates = templates;
    }

    /**
     * @param claim names the list in the refusal's message, which does not show its entries
     * @param entries at most {@link #ENTRIES_MAX}
     * @throws BadToken for an entry that is none of these
     */
    static TopicSet of(String claim, List<String> entries) {
        boolean all = false;
        Set<String> topics = new HashSet<>();
        List<TopicTemplate> templates = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            try {
                if (entry.equals("*")) {
                    all = true;
                } else if (TopicTemplate.isTemplate(entry)) {
                    templates.add(TopicTemplate.parse(entry));
                } else {
                    topics.add(new TopicName(entry).text());
                }
            } catch (InvalidText notOne) {
                throw new BadToken("claim " + claim + "[" + i + "]: cannot be read (expected: *, a topic, or "
                        + TopicTemplate.EXPECTED + ")");
            }
        }
        return new TopicSet(all, Set.copyOf(topics), List.copyOf(templates));
    }

    boolean contains(TopicName topic) {
        return all
                || topics.contains(topic.text())
                || templates.stream().anyMatch(template -> template.matches(topic.text()));
    }
}
