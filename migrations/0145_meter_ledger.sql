-- Old code survives: what it appends is judged by the next process of the new code.

-- A ledger is judged in the order of time. What was written is never changed; how a line is judged, and where the
-- meter stands after it, changes with the lines before it. `total_hundredths` is null until a line is judged.
alter table meters drop constraint meters_kind_check;
alter table meters add constraint meters_kind_check check (kind in ('hobbs', 'tach', 'air', 'cycles'));
alter table meter_readings drop constraint meter_readings_kind_check;
alter table meter_readings
  add constraint meter_readings_kind_check check (kind in ('hobbs', 'tach', 'air', 'cycles')),
  alter column reading_hundredths drop not null,
  alter column offset_hundredths set default 0,
  add column began_hundredths bigint,             -- of a flight: where the meter stood before it
  add column ended_hundredths bigint,             -- of a replacement: where the old meter ended
  add column added integer,                       -- of a flight: minutes in the air, or landings
  add column stood_hundredths bigint,
  add column counted integer not null default 0,
  add column anchor_id text collate "C",
  add column total_hundredths bigint,
  add column flag_reading_id text collate "C";

update meter_readings r set began_hundredths = case r.kind when 'hobbs' then f.hobbs_out_hundredths else f.tach_out_hundredths end
  from flights f
 where f.workspace_id = r.workspace_id and f.id = r.flight_id and r.kind in ('hobbs', 'tach') and r.entry = 'reading';
update meter_readings r set added = f.air_minutes, reading_hundredths = null
  from flights f
 where f.workspace_id = r.workspace_id and f.id = r.flight_id and r.kind = 'air' and r.entry = 'reading'
   and f.air_minutes is not null;
update meter_readings r set read_at = f.on_block_at
  from flights f
 where f.workspace_id = r.workspace_id and f.id = r.flight_id and r.added is not null;
update meter_readings r set ended_hundredths = greatest(0, r.reading_hundredths + r.offset_hundredths - p.offset_before)
  from (select workspace_id, id, coalesce(lag(offset_hundredths) over (partition by workspace_id, aircraft_id, kind order by created_at, id), 0) as offset_before
          from meter_readings where entry = 'replacement') p
 where p.workspace_id = r.workspace_id and p.id = r.id;

-- Flights whose time in the air an import left out, and the landings of all flights. An ID is that of the flight with
-- its last letter moved on: by three for air, by four for cycles.
insert into meter_readings (workspace_id, id, aircraft_id, kind, entry, added, flight_id, read_at)
select f.workspace_id, 'rdg_' || substr(f.id, 5, 25) || translate(right(f.id, 1), '0123456789abcdefghjkmnpqrstvwxyz', m.letters),
       f.aircraft_id, m.kind, 'reading', m.added, f.id, f.on_block_at
  from flights f cross join lateral (values
    ('air', f.air_minutes, '3456789abcdefghjkmnpqrstvwxyz012'),
    ('cycles', nullif(f.day_landings + f.night_landings, 0), '456789abcdefghjkmnpqrstvwxyz0123')) as m (kind, added, letters)
 where f.status = 'approved' and f.reverses_flight_id is null and m.added is not null
   and not exists (select from meter_readings r where r.workspace_id = f.workspace_id and r.flight_id = f.id and r.kind = m.kind);

alter table meter_readings add constraint meter_readings_says_something
  check (reading_hundredths is not null or added is not null);
create index meter_readings_ledger on meter_readings (workspace_id, aircraft_id, kind, read_at, (flight_id is null), id);
create index meter_readings_unjudged on meter_readings (workspace_id, aircraft_id, kind) where total_hundredths is null;
grant update (offset_hundredths, stood_hundredths, counted, anchor_id, total_hundredths, is_flagged, flag_reason, flag_reading_id)
  on meter_readings to apron_app, apron_system;

-- The flights of an import that is to approve them: drafts until the import is over, so that no flight is approved
-- before its meters are posted.
alter table flights add column approved_by_import_id text collate "C";
create index flights_approved_by_import on flights (workspace_id, approved_by_import_id) where approved_by_import_id is not null;
