-- A row is written behind all rows of its topic, or not at all. The primary key stops a second writer only where there
-- are rows: one that was paused, while another went on and the rows in between were pruned, would write into the hole,
-- tell its publisher that the event is stored, and nobody would ever read it.
CREATE FUNCTION weir_write_after_the_last() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    late RECORD;
BEGIN
    SELECT mine.persistence_id, mine.row INTO late
    FROM (SELECT persistence_id, max(sequence_number) AS row FROM added GROUP BY persistence_id) mine
    -- By its order this can only be read from the end of the primary key.
    WHERE (SELECT sequence_number FROM event_journal WHERE persistence_id = mine.persistence_id
           ORDER BY sequence_number DESC LIMIT 1) > mine.row
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'row % of %: behind rows of another writer (expected: after the last one)',
            late.row, late.persistence_id USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER weir_write_after_the_last AFTER INSERT ON event_journal
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION weir_write_after_the_last();
