-- What all nodes know of credentials. Revocations are numbered in the order of their commits, for which their writers take
-- turns, so that a node that asks for those after a number misses none.
CREATE TABLE weir_revocation (
    number     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       VARCHAR(10)  NOT NULL,
    value      VARCHAR(256) NOT NULL,
    revoked_at TIMESTAMPTZ  NOT NULL,
    UNIQUE (kind, value)
);

-- What tickets are sealed with. Deleting the row makes all tickets useless when the nodes have been restarted.
CREATE TABLE weir_ticket_secret (
    only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
    secret   BYTEA NOT NULL
);
