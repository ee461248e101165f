import { Flight } from '#modules/flights/index.ts'
import { hashSecret, newKeySecret, visiblePrefix } from '#platform/access/key-secret.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { recordEvent, systemContext } from '#platform/events/record.ts'
import { createWorkspace } from '#platform/identity/create-workspace.ts'
import { hashPassword } from '#platform/identity/password.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { writeCompliance } from './load-compliance.ts'
import { writeFbo } from './load-fbo.ts'
import { writeFinance } from './load-finance.ts'
import { writeFlights } from './load-flights.ts'
import { writeImport } from './load-imports.ts'
import { writeKeys } from './load-keys.ts'
import { writeMaintenance } from './load-maintenance.ts'
import { writeAircraft, writePeople, writeProjects } from './load-records.ts'
import { writeSafety } from './load-safety.ts'
import { writeSafetyWork } from './load-safety-work.ts'
import { writeSchedule } from './load-schedule.ts'
import { writeSimulatorSessions } from './load-simulator.ts'
import { writeSquawks } from './load-squawks.ts'
import { writeTraining } from './load-training.ts'
import { writeTrips } from './load-trips.ts'
import { writeWebhooks } from './load-webhooks.ts'
import { chiefPilotEmail } from './people.ts'
import { type DemoSchool, generateSchool } from './school.ts'

// Known to everybody who reads this: a demonstration listens on this machine alone.
const PASSWORD = 'hawks over the meadow'
const RECENT_EVENTS = 40

/** Loads the school once; at later starts it only says how to get in. */
export async function loadDemo(
  services: Services,
): Promise<{ login: string; password: string; key: string }> {
  // The same at every start, without being written anywhere.
  const key = newKeySecret(services.config.keyPrefix, services.secrets.derive('demonstration key'))
  const entrance = { login: chiefPilotEmail, password: PASSWORD, key }
  const isWritten = await services.database.system(async (tx) => {
    // Two starts at once take turns here.
    await tx.run(sql`select pg_advisory_xact_lock(hashtext('apron demo'))`)
    if (await tx.first(sql`select 1 from users where email = ${chiefPilotEmail}`)) return false
    const school = generateSchool({ now: Temporal.Now.instant() })
    const passwordHashes = await Promise.all(school.people.map(() => hashPassword(PASSWORD)))
    await writeSchool(tx, services, school, { passwordHashes, key })
    return true
  })
  if (isWritten) await services.database.analyzeChanged()
  return entrance
}

async function writeSchool(
  tx: Tx,
  services: Services,
  school: DemoSchool,
  { passwordHashes, key }: { passwordHashes: readonly string[]; key: string },
) {
  const workspaceId = await createWorkspace(tx, services, school.name, school.timeZone)
  await tx.run(sql`
    update workspaces set operating_rules = '{faa_91,faa_91_instruction_for_hire,faa_141}'
     where workspace_id = ${workspaceId}`)
  const people = await writePeople(tx, workspaceId, school, passwordHashes)
  const aircraft = await writeAircraft(tx, workspaceId, school)
  const projects = await writeProjects(tx, workspaceId, school, { aircraft, people })
  await writeCompliance(tx, workspaceId, school, people)
  await writeFbo(tx, workspaceId, { ...school, now: Temporal.Now.instant() })
  const flightIds = await writeFlights(tx, workspaceId, school, { aircraft, people, projects })
  await writeSimulatorSessions(tx, workspaceId, school, { aircraft, people })
  await writeTraining(tx, services, workspaceId, school, people)
  const workspace = { uuid: workspaceId, timezone: school.timeZone }
  const now = new Date()
  await writeSchedule(tx, workspaceId, school, { aircraft, people, flightIds, now })
  await writeFinance(tx, { ...workspace, name: school.name }, now)
  await writeTrips(tx, workspaceId, { timezone: school.timeZone, now })
  await writeSafety(tx, services, workspace, now)
  await writeSafetyWork(tx, services, workspace, now)
  const chief = people.get(chiefPilotEmail)
  if (!chief) throw new Error('The school has no chief pilot')
  await tx.run(sql`update installation set owner_user_id = ${chief.userId} where owner_user_id is null`)
  await writeKey(tx, services, workspaceId, key, chief.userId)
  await writeKeys(tx, services, workspaceId, chief.userId, now)
  const alerts = await writeMaintenance(tx, workspaceId, school, { aircraft, now })
  await writeSquawks(tx, { workspace, aircraft, people, now })
  await writeEvents(tx, services, workspaceId, school, flightIds, chief)
  const apron = systemContext(workspaceId, 'Apron', now)
  for (const alert of alerts) await recordEvent(tx, alert, apron)
  await writeWebhooks(tx, services, workspaceId, chief.userId, now)
  await writeImport(tx, services, workspaceId, chief)
}

async function writeKey(tx: Tx, { config }: Services, workspaceId: string, key: string, createdBy: string) {
  const keyId = newId('key')
  await tx.run(sql`
    insert into api_keys (workspace_id, id, name, scopes, created_by)
    values (${workspaceId}, ${keyId}, 'Demonstration', '{public.*:read}', ${createdBy})`)
  await tx.run(sql`insert into api_key_secrets (workspace_id, key_id, secret_version, hash, prefix)
    values (${workspaceId}, ${keyId}, 1, ${hashSecret(key)}, ${visiblePrefix(key, config.keyPrefix)})`)
}

// The last approvals as events, so that the event log, the audit log and a new webhook have something to show.
async function writeEvents(
  tx: Tx,
  services: Services,
  workspaceId: string,
  school: DemoSchool,
  flightIds: string[],
  chief: { userId: string; displayName: string },
) {
  const actor = { type: 'user' as const, id: chief.userId, name: chief.displayName }
  const context = { workspaceId, actor, request: null }
  const subject = { type: 'workspace', id: workspaceId, label: school.name }
  await recordEvent(
    tx,
    { type: 'workspace.created', subject },
    { ...context, now: new Date(school.firstOn.toZonedDateTime(school.timeZone).epochMilliseconds) },
  )
  const approved = services.eventTypes.find(({ type }) => type === 'flight.approved')
  const recent = school.flights
    .flatMap((flight, index) =>
      flight.status === 'approved' ? [{ at: flight.approvedAt, flightId: flightIds[index] ?? '' }] : [],
    )
    .sort((a, b) => a.at - b.at)
    .slice(-RECENT_EVENTS)
  for (const { at, flightId } of recent) {
    const data = await Flight.get(tx, flightId)
    const flight = {
      type: 'flight',
      id: flightId,
      label: data.aircraftRegistration,
      projectId: data.projectId,
    }
    const changes = [{ field: 'status', before: 'submitted', after: 'approved' }]
    await recordEvent(
      tx,
      { type: approved ?? 'flight.approved', subject: flight, data, changes },
      { ...context, now: new Date(at * 60_000) },
    )
  }
}
