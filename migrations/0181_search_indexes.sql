-- Old code survives: only new functions and indexes. pg_trgm and btree_gin come with PostgreSQL, and a user with the right to create in the database may install them.

create extension if not exists pg_trgm with schema apron;
create extension if not exists btree_gin with schema apron;

-- What a search looks through: the texts of a row, in lower case, one per line.
create function apron.search_text(variadic fields text[]) returns text language sql immutable parallel safe
  as $$ select lower(array_to_string(fields, e'\n') collate "default") $$;

-- The same as array_to_string, which is not marked as immutable since it takes arrays of any type.
create function apron.joined(parts text[]) returns text language sql immutable parallel safe
  as $$ select array_to_string(parts, ' ') $$;

-- Makes a table of a workspace searchable by three letters of its texts. `ilike` may leak what it compares, so under
-- row-level security the planner does not use an index for it: a function of the owner looks the rows up, within the
-- workspace of the transaction, and the list reads them under row-level security, with its own conditions.
-- `fields`: SQL of the texts, of the row `t`. `related`: a condition on `t` for texts of other tables, with the
-- pattern as `p_pattern`. The function looks for `p_most` rows at most, so that a text that every row has costs little.
create function apron.searchable_table(t regclass, fields text, related text default null)
returns void language plpgsql as $$
begin
  execute format('create index %I on %s using gin (workspace_id, apron.search_text(%s) apron.gin_trgm_ops)',
                 t || '_search', t, regexp_replace(fields, '\mt\.', '', 'g'));
  execute format($f$
    create function apron.%I(p_pattern text, p_most integer) returns text[]
      language sql stable security definer
      set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = off
      as $q$
        select coalesce(array_agg(found.id), '{}')
          from ((select t.id from %s t
                  where t.workspace_id = apron.workspace() and apron.search_text(%s) like lower(p_pattern)
                  limit p_most)
                %s) found
      $q$
  $f$, 'search_' || t, t, fields,
    case when related is null then '' else format(
      'union (select t.id from %s t where t.workspace_id = apron.workspace() and %s limit p_most)', t, related) end);
  execute format('revoke all on function apron.%I(text, integer) from public', 'search_' || t);
  execute format('grant execute on function apron.%I(text, integer) to apron_app, apron_system', 'search_' || t);
end $$;

select apron.searchable_table('crew', 't.display_name, t.email, t.employee_number');
select apron.searchable_table('aircraft', 't.registration, t.make, t.model, t.type_designator, t.serial_number');
select apron.searchable_table('flights', 't.from_airport, t.to_airport, t.remarks',
  't.aircraft_id in (select x.id from aircraft x where x.workspace_id = t.workspace_id and lower(x.registration) like lower(p_pattern))');
select apron.searchable_table('maintenance_items', 't.title, t.reference',
  't.aircraft_id in (select x.id from aircraft x where x.workspace_id = t.workspace_id and lower(x.registration) like lower(p_pattern))');
select apron.searchable_table('compliance_records', 't.title, t.number',
  't.crew_id in (select p.id from crew p where p.workspace_id = t.workspace_id and apron.search_text(p.display_name, p.email, p.employee_number) like lower(p_pattern))');
select apron.searchable_table('compliance_requirements', 't.title, t.record_title, t.citation');
select apron.searchable_table('projects', 't.name, t.slug, t.customer');
select apron.searchable_table('services', 't.name');
select apron.searchable_table('fbo_movements', 't.tail_number, t.operator, t.origin, t.destination, t.aircraft_type, t.parking, t.notes');
select apron.searchable_table('fbo_bookings', 't.tail_number, t.aircraft_type, t.notes');
select apron.searchable_table('fbo_fuel_orders', 't.tail_number, t.product, t.notes, t.ticket_number');
select apron.searchable_table('fbo_service_orders', 't.tail_number, t.item, t.notes');
select apron.searchable_table('fbo_customers', 't.company, apron.joined(t.tails), t.contacts::text');
select apron.searchable_table('fbo_contracts', 't.name, t.notes');
select apron.searchable_table('fbo_rates', 't.item');
select apron.searchable_table('fbo_units', 't.name, t.notes');
select apron.searchable_table('safety_reports', 't.title, t.code, t.description, t.place, t.external_reference, t.published_title, t.published_summary');
select apron.searchable_table('safety_cpas', 't.code, t.title');
select apron.searchable_table('safety_investigations', 't.code, t.title');
select apron.searchable_table('safety_audits', 't.title, t.audited, t.lead_auditor');
select apron.searchable_table('audit_findings', 't.title, t.requirement');
select apron.searchable_table('hazards', 't.title, t.consequence, t.owner');
select apron.searchable_table('hazard_notifications', 't.recipient, t.organization');
select apron.searchable_table('risk_assessments', 't.title');
select apron.searchable_table('risk_controls', 't.title, t.owner');
select apron.searchable_table('safety_changes', 't.title, t.owner');
select apron.searchable_table('spis', 't.name');
select apron.searchable_table('key_personnel', 't.name');
select apron.searchable_table('sms_meetings', 't.title, t.minutes');
