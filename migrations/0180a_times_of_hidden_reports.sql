-- Old code survives: only times of confidential reports are rounded.
-- Confidential reports are stored to the hour. Those that were sent before that rule have exact times, which could be
-- compared with who was signed in.
update safety_report_clocks c
   set created_at = date_bin('1 hour', c.created_at, 'epoch'),
       -- A deadline at a time of day, such as 0900 in a zone of half an hour, reveals nothing and stays.
       due_at = case when mod(extract(epoch from c.due_at - r.created_at), 3600) = 0
                       or mod(extract(epoch from c.due_at - r.occurred_at), 3600) = 0
                     then date_bin('1 hour', c.due_at, 'epoch') else c.due_at end
  from safety_reports r
 where r.workspace_id = c.workspace_id and r.id = c.report_id and r.mode = 'confidential'
   and (r.created_at <> date_bin('1 hour', r.created_at, 'epoch')
     or r.occurred_at <> date_bin('1 hour', r.occurred_at, 'epoch'));
-- A later migration adds this column. An installation that is brought up to date may have it already.
do $$
begin
  if exists (select from information_schema.columns
              where table_schema = 'public' and table_name = 'safety_report_clocks' and column_name = 'runs_from') then
    update safety_report_clocks c
       set runs_from = date_bin('1 hour', c.runs_from, 'epoch')
      from safety_reports r
     where r.workspace_id = c.workspace_id and r.id = c.report_id and r.mode = 'confidential'
       and c.rebased_at is null and c.runs_from <> date_bin('1 hour', c.runs_from, 'epoch');
  end if;
end $$;
update safety_report_messages m
   set created_at = date_bin('1 hour', m.created_at, 'epoch')
  from safety_reports r
 where r.workspace_id = m.workspace_id and r.id = m.report_id and r.mode = 'confidential' and m.side = 'reporter'
   and m.created_at <> date_bin('1 hour', m.created_at, 'epoch');
update files f
   set created_at = date_bin('1 hour', f.created_at, 'epoch')
  from safety_report_files x
  join safety_reports r on r.workspace_id = x.workspace_id and r.id = x.report_id
 where f.workspace_id = x.workspace_id and f.id = x.file_id and r.mode = 'confidential'
   and f.created_at <> date_bin('1 hour', f.created_at, 'epoch');
update safety_reports
   set created_at = date_bin('1 hour', created_at, 'epoch'),
       updated_at = date_bin('1 hour', updated_at, 'epoch'),
       occurred_at = date_bin('1 hour', occurred_at, 'epoch')
 where mode = 'confidential'
   and (created_at <> date_bin('1 hour', created_at, 'epoch')
     or occurred_at <> date_bin('1 hour', occurred_at, 'epoch'));
