-- Old code survives: only tables and a trigger of their own are added.

create table webhook_endpoints (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  url text not null check (length(url) <= 2000),
  description text not null default '' check (length(description) <= 500),
  events text[] collate "C" not null check (cardinality(events) > 0),
  enabled boolean not null default true,
  disabled_reason text,
  ladder text not null default 'short' check (ladder in ('short', 'long')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,                       -- its deliveries stay readable
  version integer not null default 1,
  primary key (workspace_id, id)
);
select apron.tenant_table('webhook_endpoints');
select apron.versioned_table('webhook_endpoints');

create table webhook_endpoint_secrets (
  workspace_id uuid not null,
  endpoint_id text collate "C" not null,
  secret_version integer not null,
  sealed bytea not null,                        -- AES-256-GCM, bound to the endpoint's id
  preview text not null,
  created_at timestamptz not null default now(),
  ends_at timestamptz,                          -- set when a newer secret took over
  primary key (workspace_id, endpoint_id, secret_version),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade
);
select apron.tenant_table('webhook_endpoint_secrets');

-- Apart from the endpoint: the dispatcher writes here all the time, and must neither move the
-- endpoint's version nor wait for someone who edits it.
create table webhook_circuits (
  workspace_id uuid not null,
  endpoint_id text collate "C" not null,
  state text not null default 'closed' check (state in ('closed', 'open', 'half_open')),
  failures integer not null default 0,
  failing_since timestamptz,
  probe_at timestamptz,
  last_delivered_at timestamptz,
  last_failure_at timestamptz,
  primary key (workspace_id, endpoint_id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade
) with (fillfactor = 50);
create index webhook_circuits_probe on webhook_circuits (probe_at) where state <> 'closed';
select apron.tenant_table('webhook_circuits');

-- The bytes to send are the event's payload: they are not copied, and an event never changes.
create table webhook_deliveries (
  workspace_id uuid not null,
  id text collate "C" not null,
  uuid uuid not null,                           -- the same as the id, as X-GA-Webhook-Delivery spells it
  endpoint_id text collate "C" not null,
  event_seq bigint not null,
  event_id text collate "C" not null,
  event_type text not null,
  status text not null default 'pending' check (status in ('pending', 'retrying', 'delivered', 'dead', 'cancelled')),
  attempts integer not null default 0,
  step integer not null default 0,              -- attempts of this round: a resend begins a new one
  replays integer not null default 0,           -- rounds that a recovered circuit began by itself
  due_at timestamptz not null,                  -- while leased: the end of the lease
  lease_token uuid,
  created_at timestamptz not null,
  delivered_at timestamptz,
  died_at timestamptz,
  last_status integer,
  last_error text,
  last_duration_ms integer,
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade,
  foreign key (workspace_id, event_seq) references events (workspace_id, seq) on delete cascade
);
-- Two queues, since an open circuit sends what has begun and holds what has not.
create index webhook_deliveries_pending on webhook_deliveries (workspace_id, endpoint_id, due_at, id) where status = 'pending';
create index webhook_deliveries_retrying on webhook_deliveries (workspace_id, endpoint_id, due_at, id) where status = 'retrying';
create index webhook_deliveries_log on webhook_deliveries (workspace_id, endpoint_id, created_at, id);
create index webhook_deliveries_dead on webhook_deliveries (workspace_id, created_at, id) where status = 'dead';
create index webhook_deliveries_outage on webhook_deliveries (workspace_id, endpoint_id, created_at, id) where status = 'dead';
create index webhook_deliveries_event on webhook_deliveries (workspace_id, event_seq);
select apron.tenant_table('webhook_deliveries');

create table webhook_attempts (
  workspace_id uuid not null,
  delivery_id text collate "C" not null,
  number integer not null,
  at timestamptz not null,
  duration_ms integer not null,
  outcome text not null check (outcome in ('delivered', 'failed')),
  request_url text not null,
  request_headers text not null,                -- JSON; the body is the event's payload
  status integer,
  response_headers text not null,               -- JSON
  response_body text not null,
  error text,
  primary key (workspace_id, delivery_id, number),
  foreign key (workspace_id, delivery_id) references webhook_deliveries (workspace_id, id) on delete cascade
);
select apron.tenant_table('webhook_attempts');

create table webhook_grades (
  workspace_id uuid not null,
  id text collate "C" not null,
  endpoint_id text collate "C" not null,
  status text not null default 'running' check (status in ('running', 'done')),
  score integer,
  total integer,
  checks jsonb not null default '[]',
  lease_until timestamptz,                      -- a grading whose process died is begun again
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references webhook_endpoints (workspace_id, id) on delete cascade
);
create index webhook_grades_running on webhook_grades (lease_until) where status = 'running';
create index webhook_grades_endpoint on webhook_grades (workspace_id, endpoint_id, id);
select apron.tenant_table('webhook_grades');

-- PostgreSQL has uuidv7() only from 18 on.
create function apron.new_uuid() returns uuid language sql volatile set search_path = pg_catalog, pg_temp
return overlay(overlay(encode(uuid_send(gen_random_uuid()), 'hex')
         placing lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') from 1 for 12)
         placing '7' from 13 for 1)::uuid;

-- The TypeID of a UUID, as server/platform/id.ts makes it.
create function apron.type_id(prefix text, uuid uuid) returns text language sql immutable set search_path = pg_catalog, pg_temp
return prefix || '_' || (
  select string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz',
           substring(B'00' || ('x' || encode(uuid_send(uuid), 'hex'))::bit(128) from n * 5 + 1 for 5)::bit(5)::int + 1, 1), '' order by n)
    from generate_series(0, 25) as n);

-- The fan-out is part of the transaction that causes the event: an event without its deliveries
-- cannot exist, nor deliveries of what was rolled back. clock_timestamp, not now: the writers of a
-- workspace pass here one by one, so that deliveries are due in the order of their events.
create function apron.fan_out_event() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  endpoint text;
  delivery uuid;
begin
  for endpoint in
    select e.id from webhook_endpoints e
     where e.workspace_id = new.workspace_id and e.enabled and e.deleted_at is null
       and case when new.type = 'webhook.test' then e.id = new.subject_id
                else '*' = any (e.events) or new.type = any (e.events) end
  loop
    delivery := apron.new_uuid();
    insert into webhook_deliveries (workspace_id, id, uuid, endpoint_id, event_seq, event_id, event_type, due_at, created_at)
    values (new.workspace_id, apron.type_id('dlv', delivery), delivery, endpoint, new.seq, new.id, new.type, clock_timestamp(), clock_timestamp());
  end loop;
  return null;
end $$;

create trigger fan_out after insert on events for each row
  when (new.is_public and new.payload is not null) execute function apron.fan_out_event();
