-- Old code survives: only new functions and indexes.

select apron.searchable_table('planning_sessions', 't.title, t.notes');
select apron.searchable_table('planning_resources', 't.name');
