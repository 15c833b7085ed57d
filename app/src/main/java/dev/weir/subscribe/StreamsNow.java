package dev.weir.subscribe;

import java.util.List;

/**
 * The streams of a node at one moment.
 *
 * @param open in the order in which they were let in
 * @param ended the latest to end, the newest first; at most {@link RecentEnds#STREAMS_MAX}
 */
public record StreamsNow(List<StreamView> open, List<EndedStream> ended) {

    public StreamsNow {
        open = List.copyOf(open);
        ended = List.copyOf(ended);
    }
}
