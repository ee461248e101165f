-- Old code survives: new tables, and one more name in every workspace's list of modules, which it does not know.

-- What has to be done on an aircraft again and again, or once. `limits` is what is asked for and where each is due
-- next; `standing` is how each stood when it was last looked at, one entry for one, and the columns behind it say the
-- same of the limit that binds. The state is what was told: an alert goes out when it gets worse.
create table maintenance_items (
  workspace_id uuid not null,
  id text collate "C" not null,
  aircraft_id text collate "C" not null,
  title text not null check (length(title) between 1 and 200),
  kind text not null check (kind in ('inspection', 'component', 'directive_check', 'servicing', 'other')),
  reference text,
  notes text,
  -- Which of the common inspections it is; an aircraft has each once.
  preset text,
  anchor text not null default 'from_completion' check (anchor in ('from_completion', 'from_due', 'from_due_if_late')),
  limits jsonb not null check (jsonb_typeof(limits) = 'array' and jsonb_array_length(limits) between 1 and 4),
  is_active boolean not null default true,
  last_done_on date,
  last_completion_id text collate "C",
  standing jsonb not null default '[]',
  state text not null default 'insufficient_data' check (state in ('overdue', 'due', 'upcoming', 'insufficient_data', 'ok')),
  binding_counter text,
  remaining_hundredths bigint,
  remaining_days integer,
  due_at_hundredths bigint,
  due_on date,
  projected_on date,
  -- The order of the due list: how bad it is, then when.
  urgency text collate "C" not null default '9',
  -- Days are counted here, and the next one begins then.
  zone text not null default 'UTC',
  assessed_at timestamptz not null default now(),
  assess_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version integer not null default 1,
  primary key (workspace_id, id),
  foreign key (workspace_id, aircraft_id) references aircraft (workspace_id, id)
);
create index maintenance_items_urgency on maintenance_items (workspace_id, urgency, id);
create index maintenance_items_state on maintenance_items (workspace_id, state, urgency, id);
create index maintenance_items_title on maintenance_items (workspace_id, lower(title), id);
create index maintenance_items_aircraft on maintenance_items (workspace_id, aircraft_id, urgency, id);
create index maintenance_items_assess on maintenance_items (assess_at) where is_active;
create unique index maintenance_items_preset on maintenance_items (workspace_id, aircraft_id, preset) where preset is not null and is_active;
select apron.tenant_table('maintenance_items');
-- Its standing moves with every flight, and must not take the record away from under somebody who edits it.
create trigger bump_version before update of title, kind, reference, notes, anchor, limits, is_active, last_done_on on maintenance_items
  for each row execute function apron.bump_version();

-- What was done, for good: a wrong entry is corrected by another.
create table maintenance_completions (
  workspace_id uuid not null,
  id text collate "C" not null,
  item_id text collate "C" not null,
  done_on date not null,
  hobbs_hundredths bigint,
  tach_hundredths bigint,
  air_hundredths bigint,
  performed_by text not null check (length(performed_by) between 1 and 200),
  certificate_number text,
  reference text,
  note text,
  corrects_id text collate "C",
  state_before text not null,
  -- The item's limits before and after, so that a correction begins where the wrong entry did.
  limits_before jsonb not null,
  limits_after jsonb not null,
  last_done_before date,
  recorded_by text collate "C",
  recorded_by_name text not null,
  recorded_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, item_id) references maintenance_items (workspace_id, id),
  foreign key (workspace_id, corrects_id) references maintenance_completions (workspace_id, id)
);
create index maintenance_completions_item on maintenance_completions (workspace_id, item_id, done_on desc, id desc);
create unique index maintenance_completions_corrects on maintenance_completions (workspace_id, corrects_id) where corrects_id is not null;
select apron.tenant_table('maintenance_completions');
revoke update, delete on maintenance_completions from apron_app, apron_system;

update workspaces set modules = array_append(modules, 'maintenance') where not 'maintenance' = any (modules);
