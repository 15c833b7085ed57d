package dev.weir.publish;

import java.time.Duration;

/**
 * What the publish route is told by the node's settings.
 *
 * @param eventBytesMax UTF-8 bytes of one event's data ({@code topics.event-bytes-max})
 * @param batchBytesMax bytes of a batch's whole body ({@code topics.batch-bytes-max})
 * @param deadline of a publish that does not name one, from its arrival
 * @param bodyTimeout how long a body may take to arrive
 */
public record PublishSettings(int eventBytesMax, int batchBytesMax, Duration deadline, Duration bodyTimeout) {

    public static final PublishSettings DEFAULT =
            new PublishSettings(256 << 10, 8 << 20, Duration.ofSeconds(10), Duration.ofSeconds(30));
}
