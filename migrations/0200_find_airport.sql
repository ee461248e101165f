-- Old code survives: find_airport has the same form, and the other functions are new.

-- The airports that a code may mean, the likeliest with the lowest precedence. `kind` says which of the codes
-- it is: 1 ICAO, 2 local, 3 IATA, 4 K before the local one, as flight plans write fields without an ICAO code.
-- An airport that is stored under the code comes first, so that flights keep their airports when others are
-- imported. An airport of the workspace stands for the built-in one with the same ICAO or FAA code.
create function apron.airports_with_code(p_code text) returns table (
  id text, code text, name text, latitude double precision, longitude double precision, timezone text,
  country text, kind integer, precedence integer
) language sql stable rows 2 as $$
  select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, a.country,
         case p_code when a.icao then 1 when a.local_code then 2 else 3 end,
         case p_code when coalesce(a.icao, a.local_code, a.iata) then 1 when a.local_code then 4 else 6 end
    from airports a where a.icao = p_code or a.local_code = p_code or a.iata = p_code
  union all
  select o.id, coalesce(o.icao, o.local_code, o.iata), o.name, o.latitude, o.longitude, o.timezone, o.country,
         case p_code when a.icao then 1 when a.local_code then 2 else 4 end,
         case p_code when coalesce(a.icao, a.local_code) then 2 when a.local_code then 4 else 8 end
    from reference_airports a
    join airports o on o.icao = a.icao or (o.country = 'US' and o.local_code = a.local_code)
   where a.icao = p_code or a.local_code = p_code or (p_code ~ '^K...$' and a.local_code = substr(p_code, 2))
  union all
  select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, a.country,
         case p_code when a.icao then 1 when a.local_code then 2 when a.iata then 3 else 4 end,
         case p_code when coalesce(a.icao, a.local_code) then 3 when a.local_code then 5 when a.iata then 7
           else 9 end
    from reference_airports a
   where a.icao = p_code or a.local_code = p_code or a.iata = p_code
      or (p_code ~ '^K...$' and a.local_code = substr(p_code, 2))
  union all
  select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, a.country,
         4, 8
    from airports a
   where p_code ~ '^K...$' and a.country = 'US' and a.local_code = substr(p_code, 2)
$$;

create or replace function apron.find_airport(p_code text) returns table (
  id text, code text, name text, latitude double precision, longitude double precision, timezone text
) language sql stable rows 1 as $$
  select a.id, a.code, a.name, a.latitude, a.longitude, a.timezone
    from apron.airports_with_code(p_code) a order by a.precedence, a.kind, a.id limit 1
$$;

-- Two fields of which one has the code from its country and the other from IATA, each with a code of its own
-- that says which of the two is meant. Nearer than some 10 km, they are two records of one field.
create function apron.airports_in_doubt(p_code text) returns table (
  local_name text, local_code text, iata_name text, iata_code text
) language sql stable rows 1 as $$
  select l.name, case l.code when p_code then 'K' || p_code else l.code end, i.name, i.code
    from apron.airports_with_code(p_code) l, apron.airports_with_code(p_code) i
   where length(p_code) = 3 and l.kind = 2 and i.kind = 3 and i.code <> p_code
     and (l.code <> p_code or l.country = 'US')
     and (abs(l.latitude - i.latitude) > 0.1 or abs(l.longitude - i.longitude) > 0.1)
   order by l.precedence, i.precedence, l.id, i.id limit 1
$$;
