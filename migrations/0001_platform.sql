-- Old code does not survive: this is the first schema.
--
-- Two roles, made by the migrator before this file runs:
--   apron_app     what requests run as: sees the one workspace that the transaction is bound to
--   apron_system  what sign-in and background work run as: sees every workspace, owns nothing
-- Neither owns a table, neither can bypass row-level security.

create schema apron;
grant usage on schema apron to apron_app, apron_system;
grant usage on schema public to apron_app, apron_system;

-- The workspace of this transaction. Without nullif a pooled connection fails after its first
-- transaction, because a setting that was local once comes back as '' and not as null.
create function apron.workspace() returns uuid language sql stable
  return nullif(current_setting('apron.workspace', true), '')::uuid;

-- Every table that belongs to a workspace is declared with this: one place for both locks.
create function apron.tenant_table(t regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', t);
  execute format('alter table %s force row level security', t);
  execute format('create policy tenant on %s to apron_app
    using (workspace_id = (select nullif(current_setting(''apron.workspace'', true), '''')::uuid))
    with check (workspace_id = (select nullif(current_setting(''apron.workspace'', true), '''')::uuid))', t);
  execute format('create policy installation on %s to apron_system, current_user using (true) with check (true)', t);
  execute format('grant select, insert, update, delete on %s to apron_app, apron_system', t);
end $$;

-- A record that people edit carries a version, which is its ETag.
create function apron.bump_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := now();
  return new;
end $$;

create function apron.versioned_table(t regclass) returns void language plpgsql as $$
begin
  execute format('create trigger bump_version before update on %s for each row execute function apron.bump_version()', t);
end $$;

-- ── the installation ────────────────────────────────────────────────────────────────────────────

create table installation (
  singleton boolean primary key default true check (singleton),
  owner_user_id text collate "C",
  created_at timestamptz not null default now()
);
grant select, insert, update on installation to apron_system;
insert into installation default values;

create table workspaces (
  workspace_id uuid primary key,
  id text collate "C" not null unique,
  name text not null check (length(name) between 1 and 200),
  slug text collate "C" not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9])*$'),
  timezone text not null default 'UTC',
  modules text[] not null default '{}',
  api_keys_enabled boolean not null default true,
  idle_timeout_minutes integer not null default 60 check (idle_timeout_minutes between 5 and 10080),
  absolute_timeout_minutes integer not null default 1440 check (absolute_timeout_minutes between 5 and 43200),
  extend_on_activity boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
select apron.tenant_table('workspaces');
select apron.versioned_table('workspaces');

-- ── people who sign in ──────────────────────────────────────────────────────────────────────────

create table users (
  id text collate "C" primary key,
  email text not null,
  display_name text not null check (length(display_name) between 1 and 200),
  timezone text not null default 'UTC',
  locale text not null default 'en-US',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1
);
create unique index users_email on users (lower(email));
select apron.versioned_table('users');
grant select, insert, update on users to apron_system;

-- Apart from users, so that no request of a workspace can read a hash.
create table user_passwords (
  user_id text collate "C" primary key references users (id) on delete cascade,
  hash text not null,
  changed_at timestamptz not null default now()
);
grant select, insert, update, delete on user_passwords to apron_system;

create table members (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  user_id text collate "C" not null references users (id),
  roles text[] not null check (cardinality(roles) > 0),
  status text not null default 'active' check (status in ('active', 'removed')),
  joined_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index members_user on members (workspace_id, user_id);
create index members_by_user on members (user_id);
create unique index members_owner on members (workspace_id) where status = 'active' and 'account_owner' = any (roles);
select apron.tenant_table('members');
select apron.versioned_table('members');

-- A user is seen by the workspaces that the user is, or was, a member of.
alter table users enable row level security;
alter table users force row level security;
create policy colleagues on users for select to apron_app
  using (exists (select from members m where m.user_id = users.id));
create policy installation on users to apron_system, current_user using (true) with check (true);
grant select on users to apron_app;

create table sessions (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  user_id text collate "C" not null references users (id) on delete cascade,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  ended_at timestamptz,
  address text,
  user_agent text,
  primary key (workspace_id, id)
);
create unique index sessions_id on sessions (id);
create index sessions_user on sessions (user_id);
select apron.tenant_table('sessions');

create table invitations (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  email text not null,
  display_name text,
  roles text[] not null check (cardinality(roles) > 0),
  crew_id text collate "C",
  token_hash bytea not null unique,
  invited_by text collate "C" not null references users (id),
  status text not null default 'pending' check (status in ('pending', 'accepted', 'revoked')),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index invitations_pending on invitations (workspace_id, lower(email)) where status = 'pending';
select apron.tenant_table('invitations');
select apron.versioned_table('invitations');

-- The outbox: written in the transaction that causes the mail, sent after it.
create table mails (
  id text collate "C" primary key,
  recipient text not null,
  subject text not null,
  body text not null,
  status text not null default 'queued' check (status in ('queued', 'sent', 'held', 'failed')),
  attempts integer not null default 0,
  error text,
  next_attempt_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  sent_at timestamptz
);
create index mails_queue on mails (next_attempt_at) where status = 'queued';
grant select, insert, update on mails to apron_system;
grant insert on mails to apron_app;

-- ── API keys ────────────────────────────────────────────────────────────────────────────────────

create table api_keys (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  scopes text[] not null check (cardinality(scopes) > 0),
  project_ids text[] collate "C",               -- null: all projects
  expires_at timestamptz,
  revoked_at timestamptz,
  rotated_at timestamptz,
  created_by text collate "C" not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
select apron.tenant_table('api_keys');
select apron.versioned_table('api_keys');

create table api_key_secrets (
  workspace_id uuid not null,
  key_id text collate "C" not null,
  secret_version integer not null,
  hash bytea not null unique,
  prefix text not null,
  created_at timestamptz not null default now(),
  ends_at timestamptz,                          -- set when a newer secret took over
  last_used_at timestamptz,
  last_used_ip text,
  primary key (workspace_id, key_id, secret_version),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
select apron.tenant_table('api_key_secrets');

-- Who uses which secret: what the rotation view shows.
create table api_key_callers (
  workspace_id uuid not null,
  key_id text collate "C" not null,
  secret_version integer not null,
  address text not null,
  user_agent text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  requests bigint not null,
  primary key (workspace_id, key_id, secret_version, address, user_agent),
  foreign key (workspace_id, key_id, secret_version)
    references api_key_secrets (workspace_id, key_id, secret_version) on delete cascade
);
select apron.tenant_table('api_key_callers');

-- Why a request was refused, kept for the admins who ask.
create table request_refusals (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  request_id text not null,
  at timestamptz not null default now(),
  method text not null,
  path text not null,
  operation_id text,
  status integer not null,
  code text not null,
  message text not null,
  address text not null,
  key_id text collate "C",
  user_id text collate "C",
  checks jsonb not null,
  mend text not null,
  primary key (workspace_id, id)
);
create index request_refusals_request on request_refusals (workspace_id, request_id);
create index request_refusals_key on request_refusals (workspace_id, key_id, id desc);
select apron.tenant_table('request_refusals');

create table idempotency_keys (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  actor_id text collate "C" not null,
  key text collate "C" not null,
  operation_id text not null,
  request_hash bytea not null,
  status integer,
  response text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, actor_id, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);
select apron.tenant_table('idempotency_keys');

create table files (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null,
  content_type text not null,
  size_bytes bigint not null,
  sha256 bytea not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select apron.tenant_table('files');

-- ── events: the one append-only record ──────────────────────────────────────────────────────────

create table event_heads (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  seq bigint not null default 0,
  hash bytea not null default '\x'
);
select apron.tenant_table('event_heads');
revoke insert, update, delete on event_heads from apron_app;

create table events (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  seq bigint not null,
  id text collate "C" not null,
  type text not null,
  is_public boolean not null,
  occurred_at timestamptz not null,
  actor_type text not null check (actor_type in ('user', 'api_key', 'system')),
  actor_id text collate "C",
  request_id text,
  subject_type text not null,
  subject_id text collate "C" not null,
  subject_label text,
  project_id text collate "C",
  changes text not null,                        -- JSON, byte for byte as it was hashed
  payload text,                                 -- the public JSON: the very bytes that webhooks send
  personal text,                                -- JSON; only its hash is in the chain, so it can be erased
  payload_hash bytea not null,
  personal_hash bytea not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (workspace_id, seq)
);
create unique index events_id on events (workspace_id, id);
create index events_type on events (workspace_id, type, seq desc);
create index events_subject on events (workspace_id, subject_id, seq desc);
create index events_actor on events (workspace_id, actor_id, seq desc);
create index events_public on events (workspace_id, seq desc) where is_public;
create index events_request on events (workspace_id, request_id);
select apron.tenant_table('events');
revoke insert, update, delete on events from apron_app, apron_system;

-- Appends one event to the chain of the workspace that the transaction is bound to. The head row is
-- updated, not read: `order by seq desc limit 1 for update` forks under concurrency, this does not.
-- It also makes the writers of one workspace queue up here, so it is called last in a transaction.
create function apron.append_event(e jsonb, e_payload text, e_changes text, e_personal text)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  ws uuid := nullif(current_setting('apron.workspace', true), '')::uuid;
  head record;
  previous bytea;
  at timestamptz := (e ->> 'occurredAt')::timestamptz;
  payload_sum bytea := sha256(convert_to(coalesce(e_payload, ''), 'UTF8'));
  personal_sum bytea := sha256(convert_to(coalesce(e_personal, ''), 'UTF8'));
  sum bytea;
begin
  if ws is null then
    raise exception 'append_event outside a workspace';
  end if;
  update event_heads set seq = event_heads.seq + 1 where workspace_id = ws
    returning event_heads.seq, event_heads.hash into head;
  previous := head.hash;
  -- As a JSON array, so that no text can pass from one field into the next without being seen.
  sum := sha256(previous || convert_to(jsonb_build_array(
    head.seq, e ->> 'id', e ->> 'type', e ->> 'occurredAt', e ->> 'actorType', e ->> 'actorId', e ->> 'requestId',
    e ->> 'subjectType', e ->> 'subjectId', e ->> 'subjectLabel', e ->> 'projectId', e_changes,
    encode(payload_sum, 'hex'), encode(personal_sum, 'hex'))::text, 'UTF8'));
  update event_heads set hash = sum where workspace_id = ws;
  insert into events values (
    ws, head.seq, e ->> 'id', e ->> 'type', (e ->> 'isPublic')::boolean, at, e ->> 'actorType', e ->> 'actorId',
    e ->> 'requestId', e ->> 'subjectType', e ->> 'subjectId', e ->> 'subjectLabel', e ->> 'projectId',
    e_changes, e_payload, e_personal, payload_sum, personal_sum, previous, sum);
  return head.seq;
end $$;
revoke all on function apron.append_event from public;
grant execute on function apron.append_event to apron_app, apron_system;

-- ── credentials ─────────────────────────────────────────────────────────────────────────────────

-- Finds a key by the hash of its secret and, where it may be used, binds the transaction to its
-- workspace: whatever is sent behind this call, in the same round trip, runs under row-level
-- security and sees nothing where the key was refused.
create function apron.authenticate_key(p_hash bytea)
returns table (
  state text, workspace_id uuid, org_id text, slug text, workspace_name text, timezone text, modules text[],
  api_keys_enabled boolean, seq bigint, key_id text, key_name text, scopes text[], project_ids text[],
  secret_version integer, hash bytea
) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  said text;
begin
  select case when k.revoked_at is not null then 'revoked'
                when k.expires_at <= now() then 'expired'
                when s.ends_at <= now() then 'rotated'
                else 'ok' end,
           w.workspace_id, w.id, w.slug, w.name, w.timezone, w.modules, w.api_keys_enabled, h.seq, k.id, k.name,
           k.scopes, k.project_ids, s.secret_version, s.hash
      into state, workspace_id, org_id, slug, workspace_name, timezone, modules, api_keys_enabled, seq, key_id, key_name,
      scopes, project_ids, secret_version, hash
      from api_key_secrets s
      join api_keys k on k.workspace_id = s.workspace_id and k.id = s.key_id
      join workspaces w on w.workspace_id = s.workspace_id
      join event_heads h on h.workspace_id = s.workspace_id
     where s.hash = p_hash;
  if not found then
    said := set_config('apron.workspace', '', true);
    return;
  end if;
  -- Assignments, not `perform`: they are evaluated without a query of their own.
  said := set_config('apron.workspace', case state when 'ok' then workspace_id::text else '' end, true);
  said := set_config('apron.projects', coalesce(array_to_string(project_ids, ','), '*'), true);
  return next;
end $$;
revoke all on function apron.authenticate_key from public;
grant execute on function apron.authenticate_key to apron_app, apron_system;

-- The same for a session. Idle and absolute timeouts are read here, from the workspace, so that a
-- shortened policy acts on live sessions at their next request.
create function apron.authenticate_session(p_session text)
returns table (
  state text, workspace_id uuid, org_id text, slug text, workspace_name text, timezone text, modules text[],
  api_keys_enabled boolean, seq bigint, session_id text, user_id text, email text, display_name text,
  user_timezone text, locale text, member_id text, roles text[], is_installation_owner boolean,
  last_seen_at timestamptz, expires_at timestamptz
) language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  said text;
begin
  select case when s.ended_at is not null then 'ended'
                when m.id is null then 'removed'
                when s.created_at + make_interval(mins => w.absolute_timeout_minutes) <= now() then 'timed_out'
                when (case when w.extend_on_activity then s.last_seen_at else s.created_at end)
                     + make_interval(mins => w.idle_timeout_minutes) <= now() then 'idle'
                else 'ok' end,
           w.workspace_id, w.id, w.slug, w.name, w.timezone, w.modules, w.api_keys_enabled, h.seq, s.id, u.id,
           u.email, u.display_name, u.timezone, u.locale, m.id, m.roles,
           coalesce((select i.owner_user_id = u.id from installation i), false), s.last_seen_at,
           least(s.created_at + make_interval(mins => w.absolute_timeout_minutes),
                 (case when w.extend_on_activity then now() else s.created_at end)
                 + make_interval(mins => w.idle_timeout_minutes))
      into state, workspace_id, org_id, slug, workspace_name, timezone, modules, api_keys_enabled, seq, session_id, user_id,
      email, display_name, user_timezone, locale, member_id, roles, is_installation_owner, last_seen_at, expires_at
      from sessions s
      join workspaces w on w.workspace_id = s.workspace_id
      join event_heads h on h.workspace_id = s.workspace_id
      join users u on u.id = s.user_id
      left join members m on m.workspace_id = s.workspace_id and m.user_id = s.user_id and m.status = 'active'
     where s.id = p_session;
  if not found then
    said := set_config('apron.workspace', '', true);
    return;
  end if;
  -- Assignments, not `perform`: they are evaluated without a query of their own.
  said := set_config('apron.workspace', case state when 'ok' then workspace_id::text else '' end, true);
  said := set_config('apron.projects', '*', true);
  return next;
end $$;
revoke all on function apron.authenticate_session from public;
grant execute on function apron.authenticate_session to apron_app, apron_system;
