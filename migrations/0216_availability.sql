-- Old code survives: a new table, an index, and columns that may be empty.

-- When instructors and resources can be booked. Without a row they always can.
create table planning_availability (
  workspace_id uuid not null references workspaces (workspace_id) on delete cascade,
  id text collate "C" not null,
  subject_id text collate "C" not null,
  timezone text not null,
  -- [{weekday, from, to}] and [{on, hours: [{from, to}]}]
  weekly jsonb not null,
  exceptions jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id)
);
create unique index planning_availability_subject on planning_availability (workspace_id, subject_id);
create index planning_availability_created on planning_availability (workspace_id, created_at desc, id desc);
select apron.tenant_table('planning_availability');
select apron.versioned_table('planning_availability');

-- What members may book. Null: anything.
alter table planning_policies add column aircraft_ids text[] collate "C";
alter table planning_policies add column instructor_ids text[] collate "C";

create index planning_message_settings_user on planning_message_settings (user_id);
