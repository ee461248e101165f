-- Old code survives: it searches fewer texts than the index has.

-- "gabcd" finds G-ABCD.
drop index aircraft_search;
drop function apron.search_aircraft(text, integer);
select apron.searchable_table('aircraft',
  't.registration, t.make, t.model, t.type_designator, t.serial_number, replace(t.registration, ''-'', '''')');
