-- Old code survives: it leaves the new columns to their defaults.
alter table safety_report_clocks
  add column basis text not null default 'occurrence' check (basis in ('occurrence', 'awareness', 'notification')),
  add column runs_from timestamptz not null default now(),
  add column rebased_reason text check (length(rebased_reason) <= 1000),
  add column rebased_by_name text,
  add column rebased_at timestamptz,
  add check ((rebased_reason is null) = (rebased_at is null));

-- Until now each clock ran from the occurrence or, if that was unknown, from the report.
update safety_report_clocks c set basis = case when r.occurred_at is null then 'notification' else 'occurrence' end,
    runs_from = coalesce(r.occurred_at, r.created_at)
  from safety_reports r where r.workspace_id = c.workspace_id and r.id = c.report_id;

-- Those of Regulation (EU) 376/2014 run from awareness (Art. 4(7), 4(8)) and from the notification (Art. 13(4)). A clock that
-- was started from another time by hand keeps it, and so does one that was decided.
update safety_report_clocks c set basis = k.basis, runs_from = r.created_at, due_at = r.created_at + k.length
  from safety_reports r, (values ('eu_376_report', 'awareness', interval '72 hours'), ('eu_376_analysis', 'notification', '30 days'),
    ('eu_376_final', 'notification', '3 months')) as k (kind, basis, length)
 where r.workspace_id = c.workspace_id and r.id = c.report_id and c.kind = k.kind and c.state = 'running'
   and c.due_at at time zone 'UTC' = coalesce(r.occurred_at, r.created_at) at time zone 'UTC' + k.length;
