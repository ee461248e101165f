-- Old code survives: only a new column.
alter table maintenance_completions add column cycles_hundredths bigint;
