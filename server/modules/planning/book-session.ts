import type { Tx } from '#platform/database/database.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { oneOf, Type } from '#platform/kernel/schema.ts'
import { requireFree } from './hold.ts'
import { policyOf, requirePolicy } from './policy.ts'
import { PlanningSession } from './session.ts'
import { type Finding, findingsOn, refuseBlocked } from './session-check.ts'
import { eventOf, sessionConfirmed, sessionRequested } from './session-event.ts'
import { checkPlace, type Draft, draftOf, NewSession, subjectsOf } from './session-form.ts'
import { bookingRoles, dispatches } from './session-role.ts'
import { nextPlace, StandbyRequest } from './standby.ts'
import { insertSession, planOf } from './write-session.ts'

export const createSession = operation({
  id: 'createPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions',
  summary: 'Create a booking',
  description:
    'A booking by a member who runs the schedule is confirmed at once, and holds its aircraft, people and resources. A booking by another member is `requested`, and holds nothing until it is confirmed, unless the workspace lets members book. With `standby`, the booking waits for an aircraft of a type.',
  scope: 'planning:write',
  roles: bookingRoles,
  stability: 'beta',
  creates: PlanningSession,
  emits: sessionConfirmed,
  project: ({ body }) => body.projectId ?? null,
  response: PlanningSession.schema,
  body: Type.Object({
    ...NewSession.properties,
    status: Type.Optional(
      oneOf(['standby'], { description: 'May stand beside `standby`; every other state follows by itself.' }),
    ),
    standby: Type.Optional(StandbyRequest),
  }),
  async handle({ tx, body: { standby, status: asked, ...body }, principal, services, now, emit }) {
    if (asked && !standby)
      throw invalidFields([
        { field: 'standby', message: 'is required for a standby: name the type to wait for' },
      ])
    const draft = draftOf(body, principal.workspace.timezone, standby !== undefined)
    await checkPlace(tx, draft)
    await requirePolicy(tx, principal, draft, now)
    if (standby) {
      const place = await nextPlace(tx, standby, draft, now)
      const session = await insertSession(tx, principal, draft, { status: 'standby', standby: place })
      emit({ ...eventOf(sessionRequested, session), isOfOperation: true })
      return session
    }
    const status = await statusOf(tx, draft, { principal, services, now })
    const session = await insertSession(tx, principal, draft, { status })
    if (status === 'requested') emit({ ...eventOf(sessionRequested, session), isOfOperation: true })
    return session
  },
})

interface Context {
  principal: Principal
  services: Pick<Services, 'extensions'>
  now: Date
}

/** Whether a new booking stands at once. @throws Problem where a rule refuses it, also as a request. */
export async function statusOf(
  tx: Tx,
  draft: Draft,
  { principal, services, now }: Context,
): Promise<'confirmed' | 'requested'> {
  const isConfirmed = dispatches(principal, draft.type)
  if (isConfirmed) await requireFreePlace(tx, principal, draft)
  const findings = await findingsOn(tx, services, 'book', draft, { principal, now })
  refuseBlocked(findings)
  if (isConfirmed) return 'confirmed'
  return (await membersMayBook(tx, draft, findings)) ? 'confirmed' : 'requested'
}

/**
 * Of many who want one aircraft at once, most end here, before the rules are asked. People are left to the rules, which
 * know better why somebody cannot be had.
 */
function requireFreePlace(tx: Tx, principal: Principal, draft: Draft): Promise<void> {
  const places = subjectsOf(draft).filter(({ kind }) => kind !== 'person')
  return requireFree(tx, principal, planOf({ ...draft, id: '' }), places)
}

/** A member's own booking stands at once where the workspace lets members book, and nothing speaks against it. */
async function membersMayBook(tx: Tx, draft: Draft, findings: readonly Finding[]): Promise<boolean> {
  return draft.type !== 'maintenance_block' && findings.length === 0 && (await policyOf(tx)).membersBook
}
