-- Old code survives: it searches in the same way, and the functions find more candidates than it asks for.
-- A tail number is found without its hyphens too.
do $$
declare t text;
begin
  foreach t in array array['fbo_movements', 'fbo_bookings', 'fbo_fuel_orders', 'fbo_service_orders', 'fbo_customers'] loop
    execute format('drop function apron.%I(text, integer)', 'search_' || t);
    execute format('drop index %I', t || '_search');
  end loop;
end $$;
select apron.searchable_table('fbo_movements', $$t.tail_number, replace(t.tail_number, '-', ''), t.operator, t.origin, t.destination, t.aircraft_type, t.parking, t.notes$$);
select apron.searchable_table('fbo_bookings', $$t.tail_number, replace(t.tail_number, '-', ''), t.aircraft_type, t.notes$$);
select apron.searchable_table('fbo_fuel_orders', $$t.tail_number, replace(t.tail_number, '-', ''), t.product, t.notes, t.ticket_number$$);
select apron.searchable_table('fbo_service_orders', $$t.tail_number, replace(t.tail_number, '-', ''), t.item, t.notes$$);
select apron.searchable_table('fbo_customers', $$t.company, apron.joined(t.tails), replace(apron.joined(t.tails), '-', ''), t.contacts::text$$);
