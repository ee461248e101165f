-- Old code survives: the same columns with other values for flights that it would have refused.

-- A dial of four digits goes on at 0 after 9999.9. What it ran in a flight is less than 100 h; of a reversal the
-- readings stand the other way round.
create function apron.dial_ran(out_hundredths bigint, in_hundredths bigint) returns bigint
  language sql immutable parallel safe
  return in_hundredths - out_hundredths
         + case when in_hundredths < out_hundredths and out_hundredths < 1000000
                     and in_hundredths + 1000000 - out_hundredths <= 10000 then 1000000 else 0 end;

alter table flights
  drop constraint flights_check4,
  drop constraint flights_check5,
  drop column hobbs_hundredths,
  drop column tach_hundredths;
alter table flights
  add column hobbs_hundredths bigint generated always as (
    case when reverses_flight_id is null then apron.dial_ran(hobbs_out_hundredths, hobbs_in_hundredths)
         else -apron.dial_ran(hobbs_in_hundredths, hobbs_out_hundredths) end) stored,
  add column tach_hundredths bigint generated always as (
    case when reverses_flight_id is null then apron.dial_ran(tach_out_hundredths, tach_in_hundredths)
         else -apron.dial_ran(tach_in_hundredths, tach_out_hundredths) end) stored;
alter table flights
  add constraint flights_hobbs_runs_forwards check (hobbs_hundredths >= 0 or reverses_flight_id is not null),
  add constraint flights_tach_runs_forwards check (tach_hundredths >= 0 or reverses_flight_id is not null);
