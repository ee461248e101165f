-- Old code survives: a column that may be empty, and an index.

-- How a leg is loaded, for its load manifest: weights in kilograms, and the center of gravity with its limits.
alter table trip_legs add column load jsonb check (jsonb_typeof(load) = 'object');

-- The background looks for flights that have to be judged again in all workspaces at once.
create index planning_sessions_upcoming on planning_sessions (starts_at)
  where type = 'flight' and status in ('requested', 'confirmed');
