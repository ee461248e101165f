-- Old code survives: the column has a default; it already refused most of what the indexes refuse.

-- Aircraft that were here before: another one has the same registration but for its hyphens, or the same address.
-- They stay as they are.
alter table aircraft add column is_double boolean not null default false;

update aircraft a set is_double = true
 where exists (
   select from aircraft o
    where o.workspace_id = a.workspace_id and o.id < a.id
      and (replace(o.registration, '-', '') = replace(a.registration, '-', '')
           or (o.icao24 = a.icao24 and o.status not in ('retired', 'sold')
               and a.status not in ('retired', 'sold'))));

create unique index aircraft_without_hyphens on aircraft (workspace_id, replace(registration, '-', ''))
  where not is_double;
-- The address of an aircraft that is gone may be that of another by now.
create unique index aircraft_address on aircraft (workspace_id, icao24)
  where not is_double and status not in ('retired', 'sold');
