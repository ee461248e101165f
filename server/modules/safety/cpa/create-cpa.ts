import { sql, type Tx } from '#platform/database/database.ts'
import { toColumns } from '#platform/database/projection.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidFields, invalidRequest, ruleBroken } from '#platform/kernel/problem.ts'
import { requireReference } from '#platform/kernel/reference.ts'
import { date, id, nullable, oneOf, type Static, type TObject, Type, text } from '#platform/kernel/schema.ts'
import { notify } from '#platform/notifications/notify.ts'
import { nextCode } from '#platform/series/next-code.ts'
import { Investigation } from '../investigation/investigation.ts'
import { safetyManagers } from '../report/visibility.ts'
import {
  Cpa,
  type CpaForm,
  cpaCreated,
  cpaEvent,
  cpaKinds,
  cpaPriorities,
  cpaStates,
  dueDays,
  notIndependent,
  ownerUserId,
} from './cpa.ts'

const fields = {
  description: Type.Optional(nullable(text(1, 10_000))),
  dueOn: Type.Optional(date('By default 7, 14, 30 or 60 days from today, by priority.')),
  ownerMemberId: Type.Optional(nullable(id('mem'))),
  ownerCrewId: Type.Optional(nullable(id('crw', 'The owner, if they have no account.'))),
  verifierMemberId: Type.Optional(nullable(id('mem', 'Never the owner.'))),
}

export const createCpa = operation({
  id: 'createCpa',
  method: 'POST',
  path: '/api/v1/sms/cpas',
  summary: 'Create a corrective or preventive action',
  description:
    'Numbers the action, sets its due date by priority, and notifies its owner. It can belong to a report, an investigation or a finding.',
  scope: 'safety:write',
  roles: safetyManagers,
  creates: Cpa,
  emits: cpaCreated,
  stability: 'beta',
  response: Cpa.schema,
  body: Type.Object({
    kind: oneOf(cpaKinds),
    title: text(3, 200),
    priority: oneOf(cpaPriorities),
    ...fields,
    reportId: Type.Optional(nullable(id('rpt'))),
    investigationId: Type.Optional(nullable(id('siv', 'Its report is linked too.'))),
    findingId: Type.Optional(nullable(id('sfd'))),
  }),
  async handle({ tx, body, principal, now, emit }) {
    const cpa = await makeCpa(tx, principal, body, now)
    emit(cpaEvent(cpaCreated, cpa))
    return cpa
  },
})

/** The fields of a new action, also when it comes from a meeting. */
export const cpaFields = {
  kind: oneOf(cpaKinds),
  priority: oneOf(cpaPriorities),
  ...fields,
}
type CpaInput = Static<TObject<typeof cpaFields>> & {
  title: string
  reportId?: string | null
  investigationId?: string | null
  findingId?: string | null
  meetingId?: string
}

/** Writes a new action with its code and due date, and notifies its owner. */
export async function makeCpa(tx: Tx, principal: Principal, input: CpaInput, now: Date): Promise<CpaForm> {
  const { workspace } = principal
  checkOwner(input)
  const investigation = await linkedTo(tx, input)
  const cpaId = newId('cpa')
  const code = await nextCode(tx, {
    workspaceUuid: workspace.uuid,
    prefix: 'CPA',
    at: now,
    timezone: workspace.timezone,
  })
  await tx.run(sql`
    insert into safety_cpas (workspace_id, id, code, kind, title, description, priority, due_on,
        owner_member_id, owner_crew_id, verifier_member_id, report_id, investigation_id, finding_id,
        meeting_id, created_by_name)
    values (${workspace.uuid}, ${cpaId}, ${code}, ${input.kind}, ${input.title}, ${input.description ?? null},
        ${input.priority},
        coalesce(${input.dueOn ?? null}::date,
          (now() at time zone ${workspace.timezone})::date + ${dueDays[input.priority]}::int),
        ${input.ownerMemberId ?? null}, ${input.ownerCrewId ?? null}, ${input.verifierMemberId ?? null},
        ${input.reportId ?? investigation?.reportId ?? null}, ${input.investigationId ?? null},
        ${input.findingId ?? null}, ${input.meetingId ?? null}, ${actorOf(principal).name})`)
  const cpa = await Cpa.get(tx, cpaId)
  await requireIndependent(tx, cpa)
  await notifyOwner(tx, workspace.uuid, cpa)
  return cpa
}

export const updateCpa = operation({
  id: 'updateCpa',
  method: 'PATCH',
  path: '/api/v1/sms/cpas/:id',
  summary: 'Update a corrective or preventive action',
  description:
    'Changes the text, owner, verifier or due date of an action that is not closed. A new owner is notified.',
  scope: 'safety:write',
  roles: safetyManagers,
  on: Cpa,
  move: cpaStates.edit,
  audits: 'cpa.updated',
  stability: 'beta',
  response: Cpa.schema,
  body: Type.Object({
    title: Type.Optional(text(3, 200)),
    priority: Type.Optional(oneOf(cpaPriorities)),
    ...fields,
  }),
  async handle({ tx, body, record, principal, move }) {
    // An owner is a member or a person, so one replaces the other.
    const owner = body.ownerMemberId ? { ownerCrewId: null } : body.ownerCrewId ? { ownerMemberId: null } : {}
    checkOwner(body)
    await move.make(toColumns({ ...body, ...owner }))
    const cpa = await Cpa.get(tx, record.id)
    await requireIndependent(tx, cpa)
    if (cpa.ownerMemberId !== record.ownerMemberId) await notifyOwner(tx, principal.workspace.uuid, cpa)
    return cpa
  },
})

function checkOwner(body: { ownerMemberId?: string | null; ownerCrewId?: string | null }): void {
  if (body.ownerMemberId && body.ownerCrewId)
    throw invalidRequest('Name the owner as a member or as a person, not as both', {
      details: [{ field: 'ownerCrewId', message: 'cannot be sent together with ownerMemberId' }],
    })
}

async function linkedTo(
  tx: Tx,
  body: { reportId?: string | null; investigationId?: string | null; findingId?: string | null },
) {
  if (body.findingId && !body.investigationId)
    throw ruleBroken('A finding belongs to an investigation: send investigationId too', {
      details: [{ field: 'investigationId', message: 'is required with findingId' }],
    })
  if (!body.investigationId) return null
  const investigation = await requireReference(tx, Investigation, {
    field: 'investigationId',
    id: body.investigationId,
  })
  if (body.findingId && !(await hasFinding(tx, investigation.id, body.findingId)))
    throw invalidFields([{ field: 'findingId', message: 'matches no finding of that investigation' }])
  if (body.reportId && body.reportId !== investigation.reportId)
    throw ruleBroken('The investigation belongs to another report', {
      details: [{ field: 'reportId', message: 'is not that of the investigation' }],
    })
  return investigation
}

async function hasFinding(tx: Tx, investigationId: string, findingId: string): Promise<boolean> {
  const finding = await tx.first(
    sql`select from safety_findings where investigation_id = ${investigationId} and id = ${findingId}`,
  )
  return finding !== undefined
}

/** @throws Problem if the verifier is the owner, directly or as the linked person, or implemented the action. */
export async function requireIndependent(tx: Tx, cpa: CpaForm): Promise<void> {
  if (!cpa.verifierMemberId) return
  const verifier = await tx.one(sql<'cpaVerifier'>`
    select m.user_id as "userId", c.implemented_by as implemented
      from members m
      join safety_cpas c on c.workspace_id = m.workspace_id and c.id = ${cpa.id}
     where m.id = ${cpa.verifierMemberId}`)
  if (verifier.userId === verifier.implemented || verifier.userId === (await ownerUserId(tx, cpa)))
    throw notIndependent(undefined, {
      details: [{ field: 'verifierMemberId', message: 'owns or implemented the action' }],
    })
}

async function notifyOwner(tx: Tx, workspaceUuid: string, cpa: CpaForm): Promise<void> {
  const userId = await ownerUserId(tx, cpa)
  if (userId === null) return
  await notify(tx, {
    workspaceUuid,
    userIds: [userId],
    title: `${cpa.code} is yours, due ${cpa.dueOn}`,
    body: cpa.title,
    path: `/safety/actions/${cpa.id}`,
    subject: { type: 'cpa', id: cpa.id },
    severity: cpa.priority === 'critical' ? 'high' : 'medium',
  })
}
