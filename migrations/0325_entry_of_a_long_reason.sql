-- Survives old code, which writes no longer descriptions than before.
-- A reversal describes itself by its reason, which may have 500 letters itself.
alter table finance_entries drop constraint finance_entries_description_check;
alter table finance_entries add constraint finance_entries_description_check check (length(description) between 1 and 600);
