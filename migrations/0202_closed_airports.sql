-- Old code survives: the column has a default, and the functions keep their forms.
alter table airports add column is_closed boolean not null default false;

create or replace view all_airports with (security_invoker = true) as
  select workspace_id, id, icao, iata, local_code, name, city, subdivision, country, elevation_ft, latitude,
         longitude, timezone, source, coalesce(icao, local_code, iata) as code, is_closed
    from airports
  union all
  select null, id, icao, iata, local_code, name, city, subdivision, country, elevation_ft, latitude, longitude,
         timezone, 'built_in', coalesce(icao, local_code, iata), false
    from reference_airports;

-- As before; a closed airport is the last one that a code may mean.
create or replace function apron.airports_with_code(p_code text) returns table (
  id text, code text, name text, latitude double precision, longitude double precision, timezone text,
  country text, kind integer, precedence integer
) language sql stable rows 2 as $$
  select a.id, coalesce(a.icao, a.local_code, a.iata), a.name, a.latitude, a.longitude, a.timezone, a.country,
         case p_code when a.icao then 1 when a.local_code then 2 else 3 end,
         case when a.is_closed then 10
              when p_code = coalesce(a.icao, a.local_code, a.iata) then 1
              when p_code = a.local_code then 4 else 6 end
    from airports a where a.icao = p_code or a.local_code = p_code or a.iata = p_code
  union all
  select o.id, coalesce(o.icao, o.local_code, o.iata), o.name, o.latitude, o.longitude, o.timezone, o.country,
         case p_code when a.icao then 1 when a.local_code then 2 when a.iata then 3 else 4 end,
         case p_code when coalesce(a.icao, a.local_code) then 2 when a.local_code then 4 when a.iata then 6
           else 8 end
    from reference_airports a
    join airports o on o.icao = a.icao or (o.country = 'US' and o.local_code = a.local_code)
   where not o.is_closed
     and (a.icao = p_code or a.local_code = p_code or a.iata = p_code
          or (p_code ~ '^K...$' and a.local_code = substr(p_code, 2)))
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
         4, case when a.is_closed then 10 else 8 end
    from airports a
   where p_code ~ '^K...$' and a.country = 'US' and a.local_code = substr(p_code, 2)
$$;

-- As before, among airports that are not closed.
create or replace function apron.airports_in_doubt(p_code text) returns table (
  local_name text, local_code text, iata_name text, iata_code text
) language sql stable rows 1 as $$
  select l.name, case l.code when p_code then 'K' || p_code else l.code end, i.name, i.code
    from apron.airports_with_code(p_code) l, apron.airports_with_code(p_code) i
   where length(p_code) = 3 and l.kind = 2 and i.kind = 3 and i.code <> p_code
     and l.precedence < 10 and i.precedence < 10
     and (l.code <> p_code or l.country = 'US')
     and (abs(l.latitude - i.latitude) > 0.1 or abs(l.longitude - i.longitude) > 0.1)
   order by l.precedence, i.precedence, l.id, i.id limit 1
$$;
