-- Run by the owner of the tables, who is not the role that the service works as.
CREATE SCHEMA tenure;

-- Applied steps, so that a database and a build that do not belong together are noticed.
CREATE TABLE tenure.migration (
    number   integer PRIMARY KEY,
    checksum bigint  NOT NULL
);

-- The head of each tenant: moved in the transaction of every append. Room is left on its pages, so that the next state of a row goes
-- beside the last one.
CREATE TABLE tenure.tenant (
    no          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id          text COLLATE "C" NOT NULL UNIQUE,
    position    bigint  NOT NULL CHECK (position >= 0),
    chain       bytea   NOT NULL CHECK (length(chain) = 32),
    recorded_us bigint
) WITH (fillfactor = 20);

CREATE TABLE tenure.stream (
    tenant  integer NOT NULL,
    id      text COLLATE "C" NOT NULL,
    version bigint  NOT NULL CHECK (version > 0),
    PRIMARY KEY (tenant, id)
) WITH (fillfactor = 70);

CREATE TABLE tenure.record (
    position      bigint  NOT NULL,
    version       bigint  NOT NULL,
    recorded_us   bigint  NOT NULL,
    corrects      bigint,
    checksum      bigint  NOT NULL,
    tenant        integer NOT NULL,
    effective_day integer NOT NULL,
    schema        bigint  NOT NULL,
    stream        text COLLATE "C" NOT NULL,
    command       text COLLATE "C" NOT NULL,
    actor         text COLLATE "C",
    type          text COLLATE "C" NOT NULL,
    payload       text COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant, position),
    CONSTRAINT record_by_version UNIQUE (tenant, stream, version)
);

CREATE FUNCTION tenure.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'records are never changed and never removed';
END $$;

CREATE TRIGGER record_is_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON tenure.record
FOR EACH STATEMENT EXECUTE FUNCTION tenure.refuse_change();

CREATE TABLE tenure.command (
    first   bigint  NOT NULL,
    last    bigint  NOT NULL,
    tenant  integer NOT NULL,
    id      text COLLATE "C" NOT NULL,
    content bytea   NOT NULL CHECK (length(content) = 32),
    PRIMARY KEY (tenant, id)
);

-- The first records of a stream in one row, for loading it with one read. A cache: all of it stands in the records too.
CREATE TABLE tenure.snapshot (
    version bigint  NOT NULL CHECK (version > 0),
    tenant  integer NOT NULL,
    stream  text COLLATE "C" NOT NULL,
    data    bytea   NOT NULL,
    PRIMARY KEY (tenant, stream)
);
ALTER TABLE tenure.snapshot ALTER COLUMN data SET STATISTICS 0;

-- Personal data, and nothing else has any: no fields once the subject was forgotten.
CREATE TABLE tenure.profile (
    tenant   integer NOT NULL,
    checksum bigint  NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    fields   text COLLATE "C",
    PRIMARY KEY (tenant, subject)
);
-- The planner's statistics are copies of values, which nobody would erase.
ALTER TABLE tenure.profile ALTER COLUMN fields SET STATISTICS 0;

-- The second lock: whatever a statement asks for, it sees and writes rows of the tenant whose id its transaction was given, and
-- none without one. FORCE, so that it holds for the owner too.
ALTER TABLE tenure.tenant  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenure.stream  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenure.record  ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenure.command ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenure.profile ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE tenure.snapshot ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY own ON tenure.tenant  USING (id = current_setting('tenure.tenant', true));
CREATE POLICY own ON tenure.stream  USING (tenant = (SELECT no FROM tenure.tenant WHERE id = current_setting('tenure.tenant', true)));
CREATE POLICY own ON tenure.record  USING (tenant = (SELECT no FROM tenure.tenant WHERE id = current_setting('tenure.tenant', true)));
CREATE POLICY own ON tenure.command USING (tenant = (SELECT no FROM tenure.tenant WHERE id = current_setting('tenure.tenant', true)));
CREATE POLICY own ON tenure.profile USING (tenant = (SELECT no FROM tenure.tenant WHERE id = current_setting('tenure.tenant', true)));
CREATE POLICY own ON tenure.snapshot USING (tenant = (SELECT no FROM tenure.tenant WHERE id = current_setting('tenure.tenant', true)));

-- For people: the records with everything spelled out, as far as whoever looks may see them.
CREATE VIEW tenure.journal WITH (security_invoker = true) AS
SELECT tenant.id                                                       AS tenant,
       record.position,
       record.stream,
       record.version,
       date '1970-01-01' + record.effective_day                        AS effective_on,
       timestamptz 'epoch' + record.recorded_us * interval '1 microsecond' AS recorded_at,
       record.command,
       record.actor,
       record.corrects,
       record.type,
       record.schema,
       record.payload
FROM tenure.record JOIN tenure.tenant ON tenant.no = record.tenant;
