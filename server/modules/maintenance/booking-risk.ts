import { sessionRisk } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { localDate } from '#rules/calendar.ts'
import { limitationsAgainst } from './deferral/obey-deferral.ts'

/** What has come up on an aircraft since it was booked: an item is overdue, a directive open, a deferral in the way. */
export const maintenanceLapsed = sessionRisk(
  async (tx, planned, { now, zone }) => [
    ...(await overdueItems(tx, planned.aircraftId)),
    ...(await openDirectives(tx, planned.aircraftId, localDate(new Date(planned.startsAt), zone))),
    ...(await limitationsAgainst(tx, planned, now)),
  ],
  ['directive'],
)

async function overdueItems(tx: Tx, aircraftId: string): Promise<string[]> {
  const items = await tx.rows(sql<'overdueItemsOf'>`
    select a.registration, i.title
      from maintenance_items i
      join aircraft a on a.workspace_id = i.workspace_id and a.id = i.aircraft_id
     where i.aircraft_id = ${aircraftId} and i.is_active and i.state = 'overdue' order by i.urgency, i.id`)
  return items.map(({ registration, title }) => `${registration}: ${title} is overdue`)
}

/** On the aircraft, or on a component that is installed in it. Bulletins are no law. */
async function openDirectives(tx: Tx, aircraftId: string, on: string): Promise<string[]> {
  const directives = await tx.rows(sql<'openDirectivesOf', { name: string }>`
    select a.registration, d.authority || ' ' || d.number as name
      from directive_applicabilities p
      join directives d on d.workspace_id = p.workspace_id and d.id = p.directive_id
      join aircraft a on a.workspace_id = p.workspace_id and a.id = ${aircraftId}
     where p.status = 'open' and d.kind = 'ad' and d.effective_on <= ${on}::date
       and (p.aircraft_id = a.id or p.component_id in (
             select i.component_id from component_installations i
              where i.workspace_id = a.workspace_id and i.aircraft_id = a.id and i.removed_at is null))
     order by d.effective_on, p.id`)
  return directives.map(({ registration, name }) => `${registration}: ${name} is open`)
}
