-- Old code survives: tables of their own, and a column that may be null.

-- What a member is told in the console. One that the member does not want to see there is kept all the
-- same, hidden: it is what keeps the same thing from being told, or mailed, a second time.
create table notifications (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  user_id text collate "C" not null references users (id) on delete cascade,
  title text not null check (length(title) between 1 and 200),
  body text not null default '' check (length(body) <= 4000),
  path text check (length(path) <= 500),        -- below /app/<workspace>
  severity text not null check (severity in ('info', 'low', 'medium', 'high', 'critical')),
  subject_type text,
  subject_id text collate "C",
  key text collate "C" check (length(key) <= 300),
  is_shown boolean not null default true,
  created_at timestamptz not null default now(),
  read_at timestamptz,
  primary key (workspace_id, id)
);
create unique index notifications_key on notifications (workspace_id, user_id, key) where key is not null;
create index notifications_shown on notifications (workspace_id, user_id, id desc) where is_shown;
create index notifications_unread on notifications (workspace_id, user_id) where is_shown and read_at is null;
create index notifications_user on notifications (user_id);
create index notifications_age on notifications (created_at);
select apron.tenant_table('notifications');

-- Counts the changes of a member's list, so that an open console sees with one look whether there are any.
create table notification_heads (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  user_id text collate "C" not null references users (id) on delete cascade,
  changes bigint not null default 1,
  primary key (workspace_id, user_id)
);
create index notification_heads_user on notification_heads (user_id);
select apron.tenant_table('notification_heads');

-- Where a member wants to be told what; who has no row wants what notifications/preference.ts says.
create table notification_preferences (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  user_id text collate "C" not null references users (id) on delete cascade,
  in_app text[] not null,
  mail text[] not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index notification_preferences_user on notification_preferences (user_id);
select apron.tenant_table('notification_preferences');

-- What a mail is about, below the address of the console, which only the mailer knows.
alter table mails add column path text;
