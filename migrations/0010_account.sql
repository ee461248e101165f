-- Old code survives: only tables and columns with defaults are added.
alter table users
  -- When the address was last proven by a mail; null: never yet.
  add column email_verified_at timestamptz;

-- Apart from users, so that nobody reads a picture who wants a name. 256 pixels are a few kilobytes, and
-- in the database they are in its backup, and on every node.
create table user_avatars (
  user_id text collate "C" primary key references users (id) on delete cascade,
  id text collate "C" not null unique,          -- a new one for each picture: an address never changes its content
  content_type text not null check (content_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null check (length(bytes) <= 500000),
  created_at timestamptz not null default now()
);
alter table user_avatars enable row level security;
alter table user_avatars force row level security;
create policy colleagues on user_avatars for select to apron_app
  using (exists (select from members m where m.user_id = user_avatars.user_id));
create policy installation on user_avatars to apron_system, current_user using (true) with check (true);
grant select on user_avatars to apron_app;
grant select, insert, update, delete on user_avatars to apron_system;

-- What a mail proves: that its reader may reset this account's password, or that the address is theirs.
create table account_tokens (
  hash bytea primary key,
  user_id text collate "C" not null references users (id) on delete cascade,
  purpose text not null check (purpose in ('password_reset', 'email')),
  email text,                                   -- of the purpose email: the address that is proven
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'email') = (email is not null))
);
create index account_tokens_user on account_tokens (user_id, purpose, created_at);
create index account_tokens_age on account_tokens (expires_at);
grant select, insert, update, delete on account_tokens to apron_system;

-- A person's own settings; they follow the person into every workspace.
create table user_preferences (
  user_id text collate "C" not null references users (id) on delete cascade,
  key text collate "C" not null check (length(key) <= 100),
  value jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (user_id, key)
);
grant select, insert, update, delete on user_preferences to apron_system;

-- Who made an endpoint, so that the removal of a member can name what they leave behind: a user, or a key.
alter table webhook_endpoints add column created_by text collate "C";
update webhook_endpoints w set created_by = e.actor_id
  from events e
 where e.workspace_id = w.workspace_id and e.subject_id = w.id and e.type = 'webhook_endpoint.created';
create index webhook_endpoints_creator on webhook_endpoints (workspace_id, created_by);
create index api_keys_creator on api_keys (workspace_id, created_by);
