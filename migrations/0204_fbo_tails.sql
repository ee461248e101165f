-- Old code survives: an index in the place of another, and a new function.

-- Half of all people leave out the hyphens of a tail number.
create index fbo_movements_tail_folded on fbo_movements
  (workspace_id, replace(tail_number, '-', ''), movement_date desc);
drop index fbo_movements_tail;

-- The active customers with a tail number: with its spelling, or else with other hyphens.
create function apron.customers_of_tail(p_tail text) returns setof text language sql stable rows 1 as $$
  select c.id from (
    select c.id, case when c.tails @> array[upper(p_tail)] then 1 else 2 end as place
      from fbo_customers c
     where c.status = 'active'
       and replace(upper(p_tail), '-', '') in (select replace(tail, '-', '') from unnest(c.tails) as tail)
  ) c order by c.place fetch first 1 row with ties
$$;
