-- Old code survives: tables of their own.

create table notification_rules (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  name text not null check (length(name) between 1 and 100),
  event text not null,
  channel_ids text[] collate "C" not null,
  filters jsonb not null default '{}',
  severity text not null default 'medium' check (severity in ('info', 'low', 'medium', 'high', 'critical')),
  cooldown_minutes integer not null default 0 check (cooldown_minutes between 0 and 10080),
  digest text not null default 'none' check (digest in ('none', 'hourly', 'daily')),
  digest_at text not null default '08:00' check (digest_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  quiet_hours jsonb,
  enabled boolean not null default true,
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
-- What "create or replace" goes by.
create unique index notification_rules_name on notification_rules (workspace_id, lower(name));
select apron.tenant_table('notification_rules');
select apron.versioned_table('notification_rules');

-- Apart from the rule: the engine writes here all the time, and must not move the rule's version.
create table notification_rule_states (
  workspace_id uuid not null,
  rule_id text collate "C" not null,
  state jsonb not null,
  last_fired_at timestamptz,
  primary key (workspace_id, rule_id),
  foreign key (workspace_id, rule_id) references notification_rules (workspace_id, id) on delete cascade
);
select apron.tenant_table('notification_rule_states');

-- What waits for a digest, or for the end of quiet hours.
create table notification_waiting (
  workspace_id uuid not null,
  rule_id text collate "C" not null,
  seq bigint not null,
  due_at timestamptz not null,
  message jsonb not null,
  primary key (workspace_id, rule_id, seq),
  foreign key (workspace_id, rule_id) references notification_rules (workspace_id, id) on delete cascade
);
create index notification_waiting_due on notification_waiting (due_at);
select apron.tenant_table('notification_waiting');

-- How far the rules of a workspace have read its events. It moves in the transaction that queues the messages, so
-- that no event is lost or told twice. Workspaces that are there already begin now, not with their past.
create table notification_cursors (
  workspace_id uuid primary key references workspaces (workspace_id) on delete cascade,
  seq bigint not null
);
select apron.tenant_table('notification_cursors');
insert into notification_cursors select workspace_id, seq from event_heads;

-- Which default rules a workspace has been given: one that was deleted does not come back.
create table notification_defaults (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  key text collate "C" not null,
  given_at timestamptz not null default now(),
  primary key (workspace_id, key)
);
select apron.tenant_table('notification_defaults');

-- Which of its thresholds a workspace's dead letters are over: each is told once a crossing.
create table notification_dlq_levels (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  threshold integer not null,
  crossed_at timestamptz not null default now(),
  primary key (workspace_id, threshold)
);
select apron.tenant_table('notification_dlq_levels');

-- Which keys have been announced as expiring, for which expiry: another expiry is another announcement.
create table api_key_expiry_notices (
  workspace_id uuid not null,
  key_id text collate "C" not null,
  days integer not null,
  expires_at timestamptz not null,
  told_at timestamptz not null default now(),
  primary key (workspace_id, key_id, days, expires_at),
  foreign key (workspace_id, key_id) references api_keys (workspace_id, id) on delete cascade
);
select apron.tenant_table('api_key_expiry_notices');
create index api_keys_expiring on api_keys (expires_at) where revoked_at is null and expires_at is not null;
