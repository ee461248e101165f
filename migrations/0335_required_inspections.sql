-- Old code survives: it completed orders whose required inspections nobody made; such a completion is refused now.
-- An order is completed when a second person inspected each of its required inspections that is done.
create function apron.require_inspections() returns trigger language plpgsql as $$
begin
  if exists (
       select from work_order_tasks k
        where k.workspace_id = new.workspace_id and k.order_id = new.id and k.is_required_inspection
          and k.status = 'done' and k.inspected_by is null)
  then
    raise exception 'a second person has to inspect a required inspection'
      using errcode = 'check_violation', constraint = 'inspection_missing', table = 'work_orders';
  end if;
  return new;
end $$;
create trigger require_inspections before update of status on work_orders
  for each row when (new.status = 'completed' and old.status <> 'completed')
  execute function apron.require_inspections();
