-- What is kept of a command is checked when it is read. Those that were kept before have none.
ALTER TABLE tenure.command ADD COLUMN checksum bigint;

-- The state of folds as bytes. A cache: all of it comes back from the records.
CREATE TABLE tenure.snapshot (
    position bigint  NOT NULL,
    checksum bigint  NOT NULL,
    tenant   integer NOT NULL,
    fold     text COLLATE "C" NOT NULL,
    state    bytea   NOT NULL,
    PRIMARY KEY (tenant, fold)
);
-- Nothing is ever looked for by what is in it.
ALTER TABLE tenure.snapshot ALTER COLUMN state SET STATISTICS 0;

ALTER TABLE tenure.snapshot ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tenure.snapshot USING (tenant = (SELECT no FROM tenure.tenant WHERE id = current_setting('tenure.tenant', true)));
