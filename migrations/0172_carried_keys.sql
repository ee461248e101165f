-- Old code survives: a table of its own.

-- Keys of one purpose that outlive a change of the installation's key, sealed with the new one: what was hashed with
-- them, such as backup codes, cannot be hashed again.
create table carried_keys (
  purpose text collate "C" not null,
  carried_at timestamptz not null default now(),
  sealed bytea not null,
  primary key (purpose, carried_at)
);
grant select on carried_keys to apron_system;
