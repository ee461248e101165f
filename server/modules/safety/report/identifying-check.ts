import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, Type, text } from '#platform/kernel/schema.ts'
import { anonymousOperation, slug, workspaceWithForm } from './report-form.ts'

const minimumPeople = 5
/** Reports are about the last days. People without an account must not learn who flew before that. */
const days = 31
const mostChecksPerHour = 60

// In memory only: a stored count would have the time of a check.
const checks = { hour: 0, byWorkspace: new Map<string, number>() }

/** Whether the workspace has answered so many checks in this hour that someone may be collecting the answers. */
function isCollected(workspaceUuid: string, now: Date): boolean {
  const hour = Math.floor(now.getTime() / 3_600_000)
  if (checks.hour !== hour) {
    checks.hour = hour
    checks.byWorkspace.clear()
  }
  const count = (checks.byWorkspace.get(workspaceUuid) ?? 0) + 1
  checks.byWorkspace.set(workspaceUuid, count)
  return count > mostChecksPerHour
}

export const checkIdentifying = operation({
  ...anonymousOperation,
  id: 'checkIdentifying',
  method: 'POST',
  path: '/api/v1/sms/public/identifying-check',
  summary: 'Check whether a report would identify its sender',
  description: `True if fewer than ${minimumPeople} people flew the aircraft that day. Also true where nothing is known, so that the response does not reveal who flew what: another aircraft or workspace, a closed form, a day that is not among the last ${days}, and after ${mostChecksPerHour} checks of a workspace in an hour.`,
  body: Type.Object({ workspace: slug, aircraftRegistration: text(2, 20), date: date() }),
  response: Type.Object({ isIdentifying: Type.Boolean() }),
  async handle({ tx, body, now }) {
    const workspace = await workspaceWithForm(tx, body.workspace)
    if (!workspace || isCollected(workspace.uuid, now)) return { isIdentifying: true }
    return { isIdentifying: (await peopleAboard(tx, workspace, body)) < minimumPeople }
  },
})

async function peopleAboard(
  tx: Tx,
  workspace: { uuid: string; timezone: string },
  { aircraftRegistration, date }: { aircraftRegistration: string; date: string },
): Promise<number> {
  const { people } = await tx.one(sql<'peopleOfAircraft'>`
    select count(distinct fc.crew_id) as people from flights f
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
      join flight_crew fc on fc.workspace_id = f.workspace_id and fc.flight_id = f.id
     where f.workspace_id = ${workspace.uuid} and a.id = (
             select min(n.id) from apron.aircraft_named(${aircraftRegistration}, ${workspace.uuid}::uuid) as n(id)
             having count(*) = 1)
       and ${date}::date > current_date - ${days}::int
       and f.off_block_at >= ${date}::date::timestamp at time zone ${workspace.timezone}
       and f.off_block_at < (${date}::date + 1)::timestamp at time zone ${workspace.timezone}`)
  return people
}
