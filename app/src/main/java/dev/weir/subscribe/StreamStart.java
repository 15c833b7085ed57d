package dev.weir.subscribe;

import dev.weir.wire.Cursor;
import dev.weir.wire.Gap;
import dev.weir.wire.TopicName;
import java.util.List;

/**
 * Where a stream begins, and what must be told before its first event.
 *
 * @param cursor where it stands in each topic once all of the following was told
 * @param gaps one for each topic that cannot go on where the id says
 * @param denied topics that were asked for and are not granted
 * @param snapshots of the topics that begin with their state
 */
record StreamStart(Cursor cursor, List<Gap> gaps, List<TopicName> denied, List<Snapshot> snapshots) {

    StreamStart {
        gaps = List.copyOf(gaps);
        denied = List.copyOf(denied);
        snapshots = List.copyOf(snapshots);
    }
}
