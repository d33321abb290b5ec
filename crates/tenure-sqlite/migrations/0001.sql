-- Applied steps, so that a file and a build that do not belong together are noticed.
CREATE TABLE migration (
    number   INTEGER PRIMARY KEY,
    checksum INTEGER NOT NULL
) STRICT;

-- The head of each tenant: moved in the transaction of every append.
CREATE TABLE tenant (
    no          INTEGER PRIMARY KEY CHECK (no BETWEEN 1 AND 8388607),
    id          TEXT    NOT NULL UNIQUE,
    position    INTEGER NOT NULL CHECK (position BETWEEN 0 AND 1099511627775),
    chain       BLOB    NOT NULL CHECK (length(chain) = 32),
    recorded_us INTEGER
) STRICT;

CREATE TABLE stream (
    no      INTEGER PRIMARY KEY,
    tenant  INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    UNIQUE (tenant, id)
) STRICT;

-- The key is tenant.no * 2^40 + position: rows of a tenant lie together in the order of their positions, and every append
-- goes to the end of that. What identifies a record stands in its row as text, so that a row can be read and checked alone.
CREATE TABLE record (
    key           INTEGER PRIMARY KEY,
    stream_no     INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    stream        TEXT    NOT NULL,
    effective_day INTEGER NOT NULL,
    recorded_us   INTEGER NOT NULL,
    command       TEXT    NOT NULL,
    actor         TEXT,
    corrects      INTEGER,
    type          TEXT    NOT NULL,
    schema        INTEGER NOT NULL,
    payload       TEXT    NOT NULL,
    checksum      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX record_by_version ON record (stream_no, version);

CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN SELECT raise(ABORT, 'records are never changed'); END;

CREATE TRIGGER record_is_never_removed BEFORE DELETE ON record
BEGIN SELECT raise(ABORT, 'records are never removed'); END;

CREATE TABLE command (
    tenant  INTEGER NOT NULL,
    id      TEXT    NOT NULL,
    content BLOB    NOT NULL CHECK (length(content) = 32),
    first   INTEGER NOT NULL,
    last    INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

-- The first records of a stream in one row, for loading it with one read. A cache: all of it stands in the records too.
CREATE TABLE snapshot (
    stream_no INTEGER PRIMARY KEY,
    version   INTEGER NOT NULL CHECK (version > 0),
    data      BLOB    NOT NULL
) STRICT;

-- Which slot has a subject's personal data; none once the subject was forgotten.
CREATE TABLE profile (
    tenant   INTEGER NOT NULL,
    subject  TEXT    NOT NULL,
    slot     INTEGER UNIQUE,
    length   INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (tenant, subject)
) STRICT, WITHOUT ROWID;

-- Personal data, and nothing else has any. Rows are added at the end, never removed, and keep their size, so that none is ever
-- moved: SQLite leaves the old bytes behind when it moves a row.
CREATE TABLE slot (
    no   INTEGER PRIMARY KEY,
    data BLOB NOT NULL
) STRICT;

CREATE TRIGGER slot_keeps_its_size BEFORE UPDATE ON slot
WHEN length(new.data) <> length(old.data) OR new.no <> old.no
BEGIN SELECT raise(ABORT, 'a slot keeps its size'); END;

CREATE TRIGGER slot_is_never_removed BEFORE DELETE ON slot
BEGIN SELECT raise(ABORT, 'slots are never removed'); END;

CREATE TABLE free_slot (
    size INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    PRIMARY KEY (size, slot)
) STRICT, WITHOUT ROWID;

-- For people: the records with everything spelled out.
CREATE VIEW journal AS
SELECT tenant.id                                               AS tenant,
       record.key & 1099511627775                              AS position,
       record.stream                                           AS stream,
       record.version                                          AS version,
       date(record.effective_day * 86400, 'unixepoch')         AS effective_on,
       strftime('%Y-%m-%dT%H:%M:%S', record.recorded_us / 1000000, 'unixepoch')
           || printf('.%06dZ', record.recorded_us % 1000000)   AS recorded_at,
       record.command                                          AS command,
       record.actor                                            AS actor,
       record.corrects                                         AS corrects,
       record.type                                             AS type,
       record.schema                                           AS schema,
       record.payload                                          AS payload
FROM record JOIN tenant ON tenant.no = record.key >> 40;
