-- Old code survives: new columns that may be empty.
alter table maintenance_completions
  add column certificate_kind text check (length(certificate_kind) between 1 and 60),
  -- What the law asks of the entry of that inspection, such as the place and bearing error of a VOR check.
  add column findings jsonb check (jsonb_typeof(findings) = 'object');
alter table work_order_tasks add column findings jsonb check (jsonb_typeof(findings) = 'object');
-- 14 CFR 43.11(a)(2): the statement of an inspection has the total time in service.
alter table maintenance_signatures add column total_time_hundredths bigint check (total_time_hundredths >= 0);
