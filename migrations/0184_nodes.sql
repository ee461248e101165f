-- Old code survives: a table and a column that it does not read.
-- Each running server has a row, so that nodes that do not agree are noticed when they start.
create table nodes (
  id text collate "C" primary key,
  name text not null,
  version text not null,
  clock_offset_ms integer not null default 0,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
grant select, insert, update, delete on nodes to apron_system;
-- Tells whether a server has the installation's key, and nothing else about the key.
alter table installation add column key_check text;
