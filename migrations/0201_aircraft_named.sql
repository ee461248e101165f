-- Old code survives: only a new function.

-- The aircraft that a text names: by its ID or registration, then with other hyphens, then by a former one.
-- More than one only where nothing tells them apart. Requests without a member name the workspace.
create function apron.aircraft_named(p_text text, p_workspace uuid default null) returns setof text
language sql stable rows 1 as $$
  select a.id from (
    select a.id,
           case when a.id = p_text then 1
                when a.registration = upper(p_text) then 2
                when replace(a.registration, '-', '') = replace(upper(p_text), '-', '') then 3
                when upper(p_text) = any(r.former) then 4 else 5 end as place
      from aircraft a
      left join lateral (select array_agg(r.registration) as former from aircraft_registrations r
                          where r.workspace_id = a.workspace_id and r.aircraft_id = a.id) r on true
     where (p_workspace is null or a.workspace_id = p_workspace)
       and (a.id = p_text
            or replace(a.registration, '-', '') = replace(upper(p_text), '-', '')
            or exists (select from unnest(r.former) as f(registration)
                        where replace(f.registration, '-', '') = replace(upper(p_text), '-', '')))
  ) a order by a.place fetch first 1 row with ties
$$;
