-- What is kept of a command is checked when it is read. Those that were kept before have none.
ALTER TABLE command ADD COLUMN checksum INTEGER;

-- The state of folds as bytes. A cache: all of it comes back from the records.
CREATE TABLE snapshot (
    tenant   INTEGER NOT NULL,
    fold     TEXT    NOT NULL,
    position INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    state    BLOB    NOT NULL,
    PRIMARY KEY (tenant, fold)
) STRICT;
