import { operation } from '#platform/kernel/operation.ts'
import { id, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { Alternative, alternativesTo } from './alternative.ts'
import { conflictsOf } from './hold.ts'
import { policyOf } from './policy.ts'
import { findingsOn } from './session-check.ts'
import { checkPlace, draftOf, NewSession, subjectsOf } from './session-form.ts'
import { bookingRoles, dispatches } from './session-role.ts'
import { planOf } from './write-session.ts'

const more = { additionalProperties: true }
const Preview = Type.Object(
  {
    isPossible: Type.Boolean({ description: 'Nothing blocks it, and everything that it needs is free.' }),
    wouldBe: nullable(
      oneOf(['confirmed', 'requested'], { description: 'What it would be if you booked it.' }),
    ),
    findings: Type.Array(
      Type.Object(
        {
          field: Type.String(),
          message: Type.String(),
          isBlocking: Type.Boolean(),
          code: nullable(Type.String({ description: 'The code of the refusal, if it blocks.' })),
        },
        { ...more, description: 'What speaks against it, with the facts that the rule knows.' },
      ),
    ),
    taken: Type.Array(
      Type.Object({ field: Type.String(), message: Type.String() }, { ...more, description: 'Who has it.' }),
    ),
    alternatives: Type.Array(Alternative, {
      description:
        'At most three that are free and that no rule refuses: another aircraft of the type at the same time, then the nearest times.',
    }),
  },
  { title: 'BookingPreview' },
)

export const previewSession = operation({
  id: 'previewPlanningSession',
  method: 'POST',
  path: '/api/v1/planning/sessions/preview',
  summary: 'Preview a booking',
  description:
    'Shows what would conflict, for whom, and what is possible instead. Nothing is booked. With `sessionId`, it previews the move of that booking.',
  scope: 'planning:read',
  roles: bookingRoles,
  stability: 'beta',
  readOnly: true,
  project: ({ body }) => body.projectId ?? null,
  response: Preview,
  body: Type.Object({
    ...NewSession.properties,
    sessionId: Type.Optional(id('pse', 'The booking that would be moved: it is not in its own way.')),
  }),
  async handle({ tx, body: { sessionId, ...body }, principal, services, now }) {
    const draft = { ...draftOf(body, principal.workspace.timezone, false), id: sessionId ?? null }
    await checkPlace(tx, draft)
    const findings = await findingsOn(tx, services, 'book', draft, { principal, now })
    const subjects = subjectsOf(draft)
    const plan = planOf({ ...draft, id: draft.id ?? '' })
    const taken = await conflictsOf(tx, principal, plan, subjects)
    const isPossible = taken.length === 0 && !findings.some(({ isBlocking }) => isBlocking)
    const stands =
      dispatches(principal, draft.type) || (findings.length === 0 && (await policyOf(tx)).membersBook)
    return {
      isPossible,
      wouldBe: isPossible ? (stands ? ('confirmed' as const) : ('requested' as const)) : null,
      findings: findings.map(({ field, message, isBlocking, refusal, facts }) => ({
        ...facts,
        field,
        message,
        isBlocking,
        code: isBlocking ? (refusal?.().code ?? 'rule_broken') : null,
      })),
      taken,
      alternatives: isPossible ? [] : await alternativesTo(tx, draft, { principal, services, now }),
    }
  },
})
