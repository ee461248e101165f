-- Old code survives: it does not read the new column, and reads a tolerance in months as none, which is stricter.

-- The entry of the item whose completion also completed this one: an annual inspection satisfies the 100-hour.
alter table maintenance_completions add column completed_with_id text collate "C",
  add foreign key (workspace_id, completed_with_id) references maintenance_completions (workspace_id, id);

-- ML.A.302(d): the next interval starts when the inspection takes place, and the tolerance is one month. Items that were
-- changed by hand stay as they are. What is due now stays too, and follows the rule from the next completion on.
update maintenance_items i set anchor = 'from_completion', assess_at = now(), limits = (
    select jsonb_agg(case when l.value ->> 'counter' = 'calendar' and l.value ->> 'toleranceDays' = '30'
             then l.value || '{"toleranceDays": 0, "toleranceMonths": 1}' else l.value end order by l.place)
      from jsonb_array_elements(i.limits) with ordinality as l (value, place))
 where preset = 'easa_annual' and anchor = 'from_due';
