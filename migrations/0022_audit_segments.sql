-- Old code survives: tables and functions of their own; what it exports has no segments.

-- The keys that the installation signs the audit log with: Ed25519. Whoever has the public one can
-- verify an export without us. An older key stays: what it signed goes on being true.
create table audit_keys (
  public_key text collate "C" primary key,      -- the 32 bytes, base64url
  sealed bytea not null,                        -- the private one, bound to the public one
  is_current boolean not null,
  created_at timestamptz not null default now()
);
create unique index audit_keys_current on audit_keys (is_current) where is_current;
grant select, insert, update (is_current) on audit_keys to apron_system;

-- The log in closed pieces, each with what links it to its neighbours. When its events are deleted the
-- row stays, so that the chain before and behind it can still be proved.
create table audit_segments (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null default apron.type_id('seg', apron.new_uuid()),
  number integer not null,
  first_seq bigint not null,
  last_seq bigint not null check (last_seq >= first_seq),
  first_at timestamptz not null,
  last_at timestamptz not null,
  previous_hash bytea not null,                 -- of the event before the first
  last_hash bytea not null,                     -- of the last event: the root
  public_key text collate "C" not null references audit_keys (public_key),
  signature text not null,
  closed_at timestamptz not null default now(),
  purged_at timestamptz,
  purge_key text collate "C" references audit_keys (public_key),
  purge_signature text,
  primary key (workspace_id, number),
  check ((purged_at is null) = (purge_signature is null) and (purged_at is null) = (purge_key is null))
);
create unique index audit_segments_first on audit_segments (workspace_id, first_seq);
create index audit_segments_age on audit_segments (workspace_id, last_at) where purged_at is null;
select apron.tenant_table('audit_segments');
revoke insert, update, delete on audit_segments from apron_app, apron_system;

-- The law's times for entries of the audit log, as the modules declare them; `*` is every type. They only
-- ever grow here: whoever takes over the server's role cannot shorten them to get rid of what happened.
create table audit_minimums (
  event_type text collate "C" primary key,
  days integer not null check (days > 0)
);
grant select on audit_minimums to apron_app, apron_system;

create function apron.protect_events(p_event_type text, p_days integer) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  insert into audit_minimums values (p_event_type, p_days)
    on conflict (event_type) do update set days = excluded.days where audit_minimums.days < excluded.days
$$;
revoke all on function apron.protect_events from public;
grant execute on function apron.protect_events to apron_system;

-- Whether the law keeps an event of a segment, and with it all of them. A day more than it says, since
-- twelve months may have 366.
create function apron.is_kept_by_law(s audit_segments) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select exists (select from events e join audit_minimums m
      on m.event_type = '*' or m.event_type = e.type or starts_with(e.type, m.event_type || '.')
   where e.workspace_id = s.workspace_id and e.seq between s.first_seq and s.last_seq
     and e.occurred_at > now() - make_interval(days => m.days + 1))
$$;

-- Closes the next events of a workspace as a segment. What was signed is compared with what is there, so
-- that no row ever says something that the events do not. Of two who close the same, the key lets one.
create function apron.close_segment(s audit_segments) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  before record;
  found_events record;
begin
  select coalesce(max(number), 0) as number, coalesce(max(last_seq), 0) as last_seq into before
    from audit_segments where workspace_id = s.workspace_id;
  if s.number <= before.number then
    return;  -- another node was first
  end if;
  select count(*) as count, min(occurred_at) as first_at, max(occurred_at) as last_at,
         min(encode(prev_hash, 'hex')) filter (where seq = s.first_seq) as previous_hash,
         min(encode(hash, 'hex')) filter (where seq = s.last_seq) as last_hash
    into found_events from events where workspace_id = s.workspace_id and seq between s.first_seq and s.last_seq;
  if s.number <> before.number + 1 or s.first_seq <> before.last_seq + 1
     or found_events.count <> s.last_seq - s.first_seq + 1
     or found_events.first_at <> s.first_at or found_events.last_at <> s.last_at
     or decode(found_events.previous_hash, 'hex') <> s.previous_hash or decode(found_events.last_hash, 'hex') <> s.last_hash then
    raise exception 'segment % of % does not fit its events', s.number, s.workspace_id using errcode = 'integrity_constraint_violation';
  end if;
  insert into audit_segments (workspace_id, number, first_seq, last_seq, first_at, last_at, previous_hash, last_hash, public_key, signature)
  values (s.workspace_id, s.number, s.first_seq, s.last_seq, s.first_at, s.last_at, s.previous_hash, s.last_hash, s.public_key, s.signature);
end $$;
revoke all on function apron.close_segment from public;
grant execute on function apron.close_segment to apron_system;

-- Deletes the events of one whole segment, when all of them are older than the workspace and the law want
-- them kept, and keeps its row. Nothing else deletes events.
create function apron.purge_segment(p_workspace uuid, p_number integer, p_at timestamptz, p_key text, p_signature text)
returns integer language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  segment audit_segments;
  kept integer;
  deleted integer;
begin
  select * into segment from audit_segments where workspace_id = p_workspace and number = p_number for update;
  if not found or segment.purged_at is not null then
    return 0;
  end if;
  select audit_logs_days into kept from log_retention where workspace_id = p_workspace;
  if segment.last_at > now() - make_interval(days => coalesce(kept, 365) + 1)
     or apron.is_kept_by_law(segment) then
    raise exception 'segment % of % is still to be kept', p_number, p_workspace using errcode = 'integrity_constraint_violation';
  end if;
  delete from events where workspace_id = p_workspace and seq between segment.first_seq and segment.last_seq;
  get diagnostics deleted = row_count;
  update audit_segments set purged_at = p_at, purge_key = p_key, purge_signature = p_signature
   where workspace_id = p_workspace and number = p_number;
  return deleted;
end $$;
revoke all on function apron.purge_segment from public;
grant execute on function apron.purge_segment to apron_system;
