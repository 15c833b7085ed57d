package dev.weir.journal;

/**
 * How large the journal is.
 *
 * @param version of PostgreSQL
 * @param journalBytes of the table of rows, its indexes included
 * @param rows as PostgreSQL last estimated them
 * @param deadRows that are gone and whose space vacuum has not yet given back to the table
 * @param snapshotBytes of the table of snapshots
 * @param databaseBytes of everything in the database
 * @param sessions that are connected to it, of whatever node
 * @param sessionsMax that the server lets in
 */
public record StoredSizes(
        String version,
        long journalBytes,
        long rows,
        long deadRows,
        long snapshotBytes,
        long databaseBytes,
        int sessions,
        int sessionsMax) {}
