package dev.weir.subscribe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Some of the streams that were asked for.
 *
 * @param matching how many there are in all that the filter lets through
 * @param more whether there are others after the last of these
 */
public record StreamList(List<StreamView> streams, int matching, boolean more) {

    public StreamList {
        streams = List.copyOf(streams);
    }

    static StreamList of(Collection<Child> children, Connections.Look wanted, long now) {
        var streams = new ArrayList<StreamView>();
        int matching = 0;
        boolean more = false;
        for (var child : children) {
            var view = StreamView.of(child, now);
            if (view == null || !wanted.filter().matches(view)) {
                continue;
            }
            matching++;
            if (view.number() > wanted.afterNumber()) {
                more = streams.size() == wanted.limit();
                if (!more) {
                    streams.add(view);
                }
            }
        }
        return new StreamList(streams, matching, more);
    }
}
