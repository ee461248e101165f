-- Old code survives: only new columns. What it logs shows no density until somebody edits it.

-- What an aircraft burns, where its engine does not say so: a diesel is a piston engine for jet fuel.
alter table aircraft add column fuel_product text check (fuel_product in ('100LL', 'UL94', 'Jet A', 'Jet A-1'));

-- Whether somebody measured the density, or that of the aircraft's fuel was used.
alter table flights add column fuel_density_source text check (fuel_density_source in ('measured', 'default'));

-- Up to now avgas was assumed for every aircraft, without a word. What was entered stays; what was calculated from it
-- for turbines is calculated again, as a change that others see. Where nothing changes, nobody has to read again.
update flights f
   set fuel_density_kg_per_l = 0.803, fuel_density_source = 'default',
       fuel_kg = case f.fuel_unit
         when 'us_gal' then round((f.fuel_quantity * 3.785411784 * 0.803)::numeric, 3)
         when 'imp_gal' then round((f.fuel_quantity * 4.54609 * 0.803)::numeric, 3)
         when 'l' then round((f.fuel_quantity * 0.803)::numeric, 3)
         else f.fuel_kg end,
       fuel_liters = case f.fuel_unit
         when 'kg' then round((f.fuel_quantity / 0.803)::numeric, 3)
         when 'lb' then round((f.fuel_quantity * 0.45359237 / 0.803)::numeric, 3)
         else f.fuel_liters end
  from aircraft a
 where a.workspace_id = f.workspace_id and a.id = f.aircraft_id
   and a.engine_type in ('turboprop', 'jet', 'turboshaft')
   and f.fuel_quantity is not null and f.fuel_density_kg_per_l is null;
alter table flights disable trigger bump_version;
update flights set fuel_density_source = 'measured'
 where fuel_density_kg_per_l is not null and fuel_density_source is null;
update flights set fuel_density_kg_per_l = 0.719, fuel_density_source = 'default'
 where fuel_quantity is not null and fuel_density_kg_per_l is null;
alter table flights enable trigger bump_version;
