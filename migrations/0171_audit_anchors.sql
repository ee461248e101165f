-- Old code survives, but closes no more segments: it neither names the one before nor keeps the newest root.

-- 1: signed by itself. 2: the signature covers that of the segment before, too.
alter table audit_segments add column format smallint not null default 1 check (format in (1, 2));

-- The newest root of each workspace, sealed with the installation's key: whoever owns the database can delete or
-- put back an old one, but not write one. The same stands in a file outside of the database.
create table audit_anchors (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  sealed bytea not null,
  updated_at timestamptz not null default now()
);
select apron.tenant_table('audit_anchors');
revoke insert, update, delete on audit_anchors from apron_app;
revoke delete on audit_anchors from apron_system;

drop function apron.close_segment(audit_segments);

-- Closes the next events of a workspace as a segment, and keeps its root. What was signed is compared with what is
-- there, so that no row ever says something that the events do not. Of two who close the same, the key lets one.
create function apron.close_segment(s audit_segments, p_anchor bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  before record;
  found_events record;
begin
  select coalesce(max(number), 0) as number, coalesce(max(last_seq), 0) as last_seq,
         coalesce(max(format), 1) as format into before
    from audit_segments where workspace_id = s.workspace_id;
  if s.number <= before.number then
    return false;  -- another node was first
  end if;
  select count(*) as count, min(occurred_at) as first_at, max(occurred_at) as last_at,
         min(encode(prev_hash, 'hex')) filter (where seq = s.first_seq) as previous_hash,
         min(encode(hash, 'hex')) filter (where seq = s.last_seq) as last_hash
    into found_events from events where workspace_id = s.workspace_id and seq between s.first_seq and s.last_seq;
  if s.number <> before.number + 1 or s.first_seq <> before.last_seq + 1 or s.format < before.format
     or found_events.count <> s.last_seq - s.first_seq + 1
     or found_events.first_at <> s.first_at or found_events.last_at <> s.last_at
     or decode(found_events.previous_hash, 'hex') <> s.previous_hash or decode(found_events.last_hash, 'hex') <> s.last_hash then
    raise exception 'segment % of % does not fit its events', s.number, s.workspace_id using errcode = 'integrity_constraint_violation';
  end if;
  insert into audit_segments (workspace_id, number, first_seq, last_seq, first_at, last_at, previous_hash, last_hash, public_key, signature, format)
  values (s.workspace_id, s.number, s.first_seq, s.last_seq, s.first_at, s.last_at, s.previous_hash, s.last_hash, s.public_key, s.signature, s.format);
  insert into audit_anchors (workspace_id, sealed) values (s.workspace_id, p_anchor)
    on conflict (workspace_id) do update set sealed = excluded.sealed, updated_at = now();
  return true;
end $$;
revoke all on function apron.close_segment from public;
grant execute on function apron.close_segment to apron_system;
