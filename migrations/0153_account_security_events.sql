-- Old code survives: only a table is added.
-- What happened to an account, for its holder: failed proofs, and every change of what opens it.
create table account_security_events (
  id text collate "C" primary key,
  user_id text collate "C" not null references users (id) on delete cascade,
  type text not null,
  address text,
  user_agent text,
  created_at timestamptz not null default now()
);
create index account_security_events_user on account_security_events (user_id, created_at desc, id desc);
create index account_security_events_age on account_security_events (created_at);
grant select, insert, update, delete on account_security_events to apron_system;
