-- Old code survives: flights that it writes have no counts of each person, which means that nobody said who made them.

-- Take-offs, landings, approaches and holds belong to the person who flew them: recent experience counts a person's own.
alter table flight_crew
  add column is_sole_manipulator boolean not null default false,
  -- Null: assumed where the person flew an approach.
  add column is_tracking boolean,
  add column day_take_offs integer,
  add column night_take_offs integer,
  add column day_landings integer,
  add column night_landings integer,
  add column day_full_stop_landings integer,
  add column night_full_stop_landings integer,
  add column approaches integer,
  add column holds integer;

-- The rule set of a flight, and who provided the aircraft for instruction. Null: nobody said.
alter table flights
  add column operation text
    check (operation in ('91', '91_instruction_for_hire', '135', 'ncc', 'nco', 'cat', 'spo')),
  add column instruction_aircraft_provided_by text
    check (instruction_aircraft_provided_by in ('instructor_or_school', 'student'));

-- The flights of before keep their counts. Where one person alone can have had the controls, the counts are that
-- person's: the sole manipulator, else the student, else the only pilot, else the only instructor. Where two pilots
-- shared the flight, nobody knows who made which landing, so their counts stay empty.
with ranked as (
  select fc.workspace_id, fc.flight_id, fc.crew_id, fc.role,
         case fc.role when 'sole_manipulator' then 1 when 'solo' then 2 when 'dual' then 3 when 'pic' then 4
              when 'sic' then 4 when 'instructor' then 5 else 6 end as rank
    from flight_crew fc
), first_rank as (
  select r.*, min(r.rank) over (partition by r.workspace_id, r.flight_id) as lowest,
         count(*) over (partition by r.workspace_id, r.flight_id, r.rank) as peers
    from ranked r
), shared as (
  -- 1 for the person who has all the counts, 0 for the others, and null where nobody knows.
  select r.*, case when bool_or(r.rank = r.lowest and r.rank < 6 and r.peers = 1) over (partition by r.workspace_id, r.flight_id)
                   then (r.rank = r.lowest)::integer end as share
    from first_rank r
)
update flight_crew fc
   set is_sole_manipulator = coalesce(r.share = 1, false),
       day_take_offs = case f.day_take_offs when 0 then 0 else r.share * f.day_take_offs end,
       night_take_offs = case f.night_take_offs when 0 then 0 else r.share * f.night_take_offs end,
       day_landings = case f.day_landings when 0 then 0 else r.share * f.day_landings end,
       night_landings = case f.night_landings when 0 then 0 else r.share * f.night_landings end,
       day_full_stop_landings = case f.day_full_stop_landings when 0 then 0 else r.share * f.day_full_stop_landings end,
       night_full_stop_landings = case f.night_full_stop_landings when 0 then 0 else r.share * f.night_full_stop_landings end,
       approaches = case f.approaches when 0 then 0 else r.share * f.approaches end,
       holds = case f.holds when 0 then 0 else r.share * f.holds end
  from shared r
  join flights f on f.workspace_id = r.workspace_id and f.id = r.flight_id
 where fc.workspace_id = r.workspace_id and fc.flight_id = r.flight_id and fc.crew_id = r.crew_id and fc.role = r.role;
