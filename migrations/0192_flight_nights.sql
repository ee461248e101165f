-- Old code survives: flights that it writes get their nights by the sweep of the new code.

-- Whether take-off and landing were at night, by the positions of the airports and the instants: by civil twilight, which
-- is logged, and by the clock of 14 CFR 61.57(b). `…_is_constant`: it did not change on the way. Null: a position is
-- not known. Flights without both instants have no row.
create table flight_nights (
  workspace_id uuid not null,
  flight_id text collate "C" not null,
  civil_take_off boolean,
  civil_landing boolean,
  civil_is_constant boolean,
  recency_take_off boolean,
  recency_landing boolean,
  recency_is_constant boolean,
  primary key (workspace_id, flight_id),
  foreign key (workspace_id, flight_id) references flights (workspace_id, id) on delete cascade
);
select apron.tenant_table('flight_nights');

-- How many of some take-offs (or landings) were at night, at least and at most. Of those on the way only their number is
-- known; the first take-off of a flight, or its last landing, is among them if they are all of the flight.
create function apron.least_at_night(made integer, of_flight integer, is_night boolean, is_constant boolean)
returns integer language sql immutable as $$
  select case when made = 0 then 0
              when is_constant then case when is_night then made else 0 end
              when not is_constant then case when is_night and made = of_flight then 1 else 0 end end
$$;
create function apron.most_at_night(made integer, of_flight integer, is_night boolean, is_constant boolean)
returns integer language sql immutable as $$
  select case when made = 0 then 0
              when is_constant then case when is_night then made else 0 end
              when not is_constant then case when not is_night and made = of_flight then made - 1 else made end end
$$;
-- The number, if it can be only one.
create function apron.at_night(made integer, of_flight integer, is_night boolean, is_constant boolean)
returns integer language sql immutable as $$
  select case when apron.least_at_night(made, of_flight, is_night, is_constant)
                   = apron.most_at_night(made, of_flight, is_night, is_constant)
              then apron.least_at_night(made, of_flight, is_night, is_constant) end
$$;
