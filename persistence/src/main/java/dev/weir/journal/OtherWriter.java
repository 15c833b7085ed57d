package dev.weir.journal;

import dev.weir.wire.TopicName;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells of a commit that failed whether it is another writer of the topic that stands in its way. */
final class OtherWriter {

    private static final String UNIQUE_VIOLATION = "23505";

    private OtherWriter() {}

    /**
     * Whether PostgreSQL refused a row of this very topic since another one is there, or was. Rows of several topics share
     * a transaction, so that the others fail with the same words.
     */
    static boolean isInTheWayOf(TopicName topic, Throwable failure) {
        var id = TopicEntity.persistenceId(topic).id();
        for (Throwable cause = failure; cause != null; cause = next(cause)) {
            if (cause instanceof SQLException refusal
                    && UNIQUE_VIOLATION.equals(refusal.getSQLState())
                    && names(String.valueOf(refusal.getMessage()), id)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Throwable next(Throwable failure) {
        return failure instanceof SQLException several && several.getNextException() != null
                ? several.getNextException()
                : failure.getCause();
    }

    /** As the primary key says it, in whatever language, and as the trigger does. */
    private static boolean names(String message, String id) {
        return message.contains("=(" + id + ", ") || message.contains(" of " + id + ": behind rows of another writer");
    }
}
