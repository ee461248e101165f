-- Old code survives: new columns with defaults.
-- An import knows the export that it was recognized as, where its table ends, which rows are no data, and what to ask.
alter table imports
  add column preset text,
  add column table_end text,
  add column ignored_rows integer not null default 0,
  add column notes jsonb not null default '[]',
  add column questions jsonb not null default '[]',
  add column creates jsonb not null default '{}',
  add column sheet text,
  add column sheets jsonb not null default '[]';
