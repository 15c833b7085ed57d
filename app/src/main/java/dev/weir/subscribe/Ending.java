package dev.weir.subscribe;

import dev.weir.wire.StreamEnd;

/** How one stream came to its end. */
public sealed interface Ending {

    /** The name in metrics and logs. */
    String reason();

    /** The server ended it. */
    record Ended(StreamEnd end) implements Ending {
        @Override
        public String reason() {
            return end.reason();
        }
    }

    /** A poll has its answer. */
    record Answered() implements Ending {
        @Override
        public String reason() {
            return "answered";
        }
    }

    /** The client, or what stands between, closed the connection. */
    record ClientGone() implements Ending {
        @Override
        public String reason() {
            return "client-gone";
        }
    }

    /** Something of ours broke; the log has the cause. */
    record Broken() implements Ending {
        @Override
        public String reason() {
            return "broken";
        }
    }
}
