-- What `append` does, for one record: most appends are of one, and what takes lists spends a third of its time on them.
CREATE FUNCTION tenure.append_one(
    tenant_id         text,
    position_before   bigint,
    chain_before      bytea,
    position_after    bigint,
    chain_after       bytea,
    recorded_us_after bigint,
    stream_is_new     boolean,
    command_id        text,
    command_content   bytea,
    command_checksum  bigint,
    stream_id         text,
    stream_version    bigint,
    instant_us        bigint,
    corrected         bigint,
    record_checksum   bigint,
    day               integer,
    record_schema     bigint,
    actor_id          text,
    fact_type         text,
    fact_payload      text
) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    tenant_no integer;
BEGIN
    -- For this transaction only: a setting that outlived it would be the next borrower's.
    PERFORM set_config('tenure.tenant', tenant_id, true);
    UPDATE tenure.tenant AS head
    SET position = position_after, chain = chain_after, recorded_us = recorded_us_after
    WHERE head.id = tenant_id AND head.position = position_before AND head.chain = chain_before
      AND NOT (
          stream_is_new
          AND EXISTS (SELECT FROM tenure.stream AS there WHERE there.tenant = head.no AND there.id = stream_id)
      )
    RETURNING head.no INTO tenant_no;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO tenure.stream (tenant, id, version) VALUES (tenant_no, stream_id, stream_version)
    ON CONFLICT (tenant, id) DO UPDATE SET version = excluded.version;
    INSERT INTO tenure.command (tenant, id, content, first, last, checksum)
    VALUES (tenant_no, command_id, command_content, position_after, position_after, command_checksum);
    INSERT INTO tenure.record (tenant, position, version, recorded_us, corrects, checksum, effective_day, schema, stream, command, actor,
        type, payload)
    VALUES (tenant_no, position_after, stream_version, instant_us, corrected, record_checksum, day, record_schema, stream_id, command_id,
        actor_id, fact_type, fact_payload);
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION tenure.append_one FROM PUBLIC;
