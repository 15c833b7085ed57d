package dev.weir.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this database may be trusted with what publishers are told is stored. A node asks at its start and refuses to
 * serve otherwise: a database that answers "committed" before the disk has it looks no different until the power fails.
 */
public final class DurabilityCheck {

    private static final Logger log = LoggerFactory.getLogger(DurabilityCheck.class);

    /** The oldest version whose behaviour was looked at, as {@code server_version_num} has it. */
    private static final int VERSION_MIN = 130_000;

    /** With {@code local} or {@code off} the answer does not mean that synchronous standbys, or the disk, have it. */
    private static final Map<String, Set<String>> REQUIRED = new TreeMap<>(Map.of(
            "fsync", Set.of("on"),
            "full_page_writes", Set.of("on"),
            "synchronous_commit", Set.of("on", "remote_write", "remote_apply")));

    private static final String FACTS = """
            SELECT current_setting('server_version_num'), current_setting('server_version'),
                   pg_is_in_recovery(), current_setting('data_checksums'),
                   current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')
            """;

    /** What a server says about itself, with settings as a connection that serves sees them. */
    record Facts(int versionNumber, String version, boolean standby, Map<String, String> settings) {

        /** Every reason not to serve, each as {@code what: value (expected: …)}. */
        List<String> faults() {
            var faults = new ArrayList<String>();
            if (versionNumber < VERSION_MIN) {
                faults.add("PostgreSQL version: " + version + " (expected: 13 or newer)");
            }
            if (standby) {
                faults.add("pg_is_in_recovery: true, a standby that takes no writes (expected: the primary)");
            }
            REQUIRED.forEach((setting, allowed) -> {
                var value = settings.getOrDefault(setting, "");
                if (!allowed.contains(value)) {
                    faults.add(setting + ": " + value + " (expected: "
                            + String.join(" or ", allowed.stream().sorted().toList()) + ")");
                }
            });
            return faults;
        }
    }

    private DurabilityCheck() {}

    /**
     * Asks through a connection like those that write, so that what is set for the role, for the database or in the URL
     * counts too.
     *
     * @throws DatabaseUnusable that names every setting that is not as it must be, or why nobody could be asked
     */
    public static void pass(DatabaseSettings settings) {
        try (var connection = settings.connect()) {
            var facts = facts(connection);
            var faults = facts.faults();
            if (!faults.isEmpty()) {
                throw new DatabaseUnusable("refusing to serve, since what is acknowledged could be lost: " + settings
                        + ": " + String.join("; ", faults));
            }
            if (!"on".equals(facts.settings().get("data_checksums"))) {
                log.warn(
                        "{}: data_checksums: off (expected: on, or rotten pages are read as if they were whole)",
                        settings);
            }
        } catch (SQLException failure) {
            throw settings.unusable(failure);
        }
    }

    private static Facts facts(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(FACTS)) {
            row.next();
            return facts(row);
        }
    }

    private static Facts facts(ResultSet row) throws SQLException {
        return new Facts(
                row.getInt(1),
                row.getString(2),
                row.getBoolean(3),
                Map.of(
                        "data_checksums", row.getString(4),
                        "fsync", row.getString(5),
                        "full_page_writes", row.getString(6),
                        "synchronous_commit", row.getString(7)));
    }
}
