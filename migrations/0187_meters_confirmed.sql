-- Old code survives: only a new column and a function.

-- Who confirmed that the meters are right, although they differ from block time.
alter table flights add column meters_confirmed_by_name text;

-- Whether what a meter ran cannot be explained by block time: see rules/meter-block.ts, with which a test compares it.
create function apron.meter_differs(ran_hundredths bigint, block_minutes integer) returns boolean
  language sql immutable parallel safe
  return coalesce(abs(ran_hundredths - block_minutes / 0.6) > 30 + 0.2 * block_minutes / 0.6, false);
