-- One append in one statement, which is a transaction of its own wherever none is open: moves the head if it is where the batch begins and
-- none of the streams taken for new has a record, and writes what depends on it; otherwise nothing. Says whether it wrote.
CREATE FUNCTION tenure.append(
    tenant_id         text,
    position_before   bigint,
    chain_before      bytea,
    position_after    bigint,
    chain_after       bytea,
    recorded_us_after bigint,
    new_streams       text[],
    moved_streams     text[],
    moved_versions    bigint[],
    command_ids       text[],
    command_contents  bytea[],
    command_firsts    bigint[],
    command_lasts     bigint[],
    command_checksums bigint[],
    positions         bigint[],
    versions          bigint[],
    instants_us       bigint[],
    corrected         bigint[],
    checksums         bigint[],
    effective_days    integer[],
    schemas           bigint[],
    streams           text[],
    commands          text[],
    actors            text[],
    types             text[],
    payloads          text[]
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    tenant_no integer;
BEGIN
    -- For this transaction only: a setting that outlived it would be the next borrower's.
    PERFORM set_config('tenure.tenant', tenant_id, true);
    UPDATE tenure.tenant AS head
    SET position = position_after, chain = chain_after, recorded_us = recorded_us_after
    WHERE head.id = tenant_id AND head.position = position_before AND head.chain = chain_before
      AND NOT EXISTS (
          SELECT FROM unnest(new_streams) AS new (id)
          WHERE (SELECT there.version FROM tenure.stream AS there WHERE there.tenant = head.no AND there.id = new.id) > 0
      )
    RETURNING head.no INTO tenant_no;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO tenure.stream (tenant, id, version)
    SELECT tenant_no, given.id, given.version
    FROM unnest(moved_streams, moved_versions) AS given (id, version)
    ON CONFLICT (tenant, id) DO UPDATE SET version = excluded.version;
    INSERT INTO tenure.command (tenant, id, content, first, last, checksum)
    SELECT tenant_no, given.id, given.content, given.first, given.last, given.checksum
    FROM unnest(command_ids, command_contents, command_firsts, command_lasts, command_checksums)
        AS given (id, content, first, last, checksum);
    INSERT INTO tenure.record (tenant, position, version, recorded_us, corrects, checksum, effective_day, schema, stream, command, actor,
        type, payload)
    SELECT tenant_no, given.position, given.version, given.recorded_us, given.corrects, given.checksum, given.effective_day, given.schema,
        given.stream, given.command, given.actor, given.type, given.payload
    FROM unnest(positions, versions, instants_us, corrected, checksums, effective_days, schemas, streams, commands, actors, types, payloads)
        AS given (position, version, recorded_us, corrects, checksum, effective_day, schema, stream, command, actor, type, payload);
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION tenure.append FROM PUBLIC;
