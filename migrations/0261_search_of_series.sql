-- Old code survives: only new functions and indexes.

select apron.searchable_table('planning_series', 't.title');
