import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { type Detail, invalidFields, Problem, problem } from '#platform/kernel/problem.ts'
import { id, integer, type Static, Type, text } from '#platform/kernel/schema.ts'
import { operationsRoles } from '#server/roles.ts'
import { cancelFor } from './cancel-session.ts'
import { release } from './hold.ts'
import { movedColumns } from './move-session.ts'
import { type AffectedBooking, Replan, type ReplanForm, replanStates } from './replan.ts'
import { PlanningSession } from './session.ts'
import { findingsOn, refuseBlocked } from './session-check.ts'
import { eventOf, sessionCancelled, sessionMoved } from './session-event.ts'
import { checkPlace } from './session-form.ts'
import { isHolding, sessionStates } from './session-state.ts'
import { holdSession, type SessionForm, sessionHolds } from './write-session.ts'

const replanOutdated = problem('replan_outdated', 409, {
  meaning: 'A booking has changed since the replan was made',
  fix: 'Replan the aircraft again: `details` names the bookings.',
})

const Choice = Type.Object({
  sessionId: id('pse'),
  alternative: Type.Optional(integer(0, 2, 'Moves it to this one of its alternatives, counted from 0.')),
  cancelReason: Type.Optional(text(1, 1_000, 'Cancels it; its people read why.')),
})
type Choice = Static<typeof Choice>

export const applyReplan = operation({
  id: 'applyPlanningReplan',
  method: 'POST',
  path: '/api/v1/planning/replans/:id/apply',
  summary: 'Apply a replan',
  description:
    'Moves and cancels all chosen bookings, or none. A booking that is not chosen stays. Without `choices`, each booking gets its first alternative.',
  scope: 'planning:write',
  roles: operationsRoles,
  stability: 'beta',
  on: Replan,
  move: replanStates.apply,
  audits: 'planning_replan.applied',
  response: Replan.schema,
  body: Type.Object({ choices: Type.Optional(Type.Array(Choice, { maxItems: 100 })) }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    const choices = body.choices ?? firstOf(record)
    checkChoices(choices, record)
    const context = { principal, services, now }
    const sessions = await currentSessions(tx, choices, record)
    // First all give back what they hold: one may take the place of another.
    for (const session of sessions) await release(tx, { source: sessionHolds, id: session.id })
    for (const [index, choice] of choices.entries()) {
      const session = sessions[index]
      if (session) emit(await applyChoice(tx, { choice, index, session, replan: record }, context))
    }
    await move.make({ bookings: JSON.stringify(withOutcomes(record, choices)) })
    return Replan.get(tx, record.id)
  },
})

const firstOf = ({ bookings }: ReplanForm): Choice[] =>
  bookings.flatMap(({ sessionId, alternatives }) =>
    alternatives.length > 0 ? [{ sessionId, alternative: 0 }] : [],
  )

const bookingOf = ({ bookings }: ReplanForm, { sessionId }: Choice): AffectedBooking | undefined =>
  bookings.find((booking) => booking.sessionId === sessionId)

/** @throws Problem that names each choice that is none. */
function checkChoices(choices: readonly Choice[], replan: ReplanForm): void {
  const details = choices.flatMap((choice, index): Detail[] => {
    const field = `choices.${index}`
    const booking = bookingOf(replan, choice)
    if (!booking) return [{ field: `${field}.sessionId`, message: 'is no booking of this replan' }]
    if (choices.findIndex(({ sessionId }) => sessionId === choice.sessionId) < index)
      return [{ field: `${field}.sessionId`, message: 'is in the list already' }]
    if ((choice.alternative === undefined) === (choice.cancelReason === undefined))
      return [{ field, message: 'needs either an alternative or a cancelReason' }]
    return choice.alternative === undefined || choice.alternative < booking.alternatives.length
      ? []
      : [{ field: `${field}.alternative`, message: `is none: there are ${booking.alternatives.length}` }]
  })
  if (details.length > 0) throw invalidFields(details)
}

/** The bookings as they are now. @throws Problem 409 if one has changed since. */
async function currentSessions(
  tx: Tx,
  choices: readonly Choice[],
  replan: ReplanForm,
): Promise<SessionForm[]> {
  const ids = choices.map(({ sessionId }) => sessionId)
  await tx.run(sql`select 1 from planning_sessions where id = any(${ids}) order by id for update`)
  const sessions: SessionForm[] = []
  const details: Detail[] = []
  for (const [index, choice] of choices.entries()) {
    const session = await PlanningSession.get(tx, choice.sessionId)
    const booking = bookingOf(replan, choice)
    const isSame =
      sessionStates.cancel.allows(session) &&
      session.aircraftId === replan.aircraftId &&
      session.startsAt === booking?.startsAt &&
      session.endsAt === booking.endsAt
    if (!isSame)
      details.push({ field: `choices.${index}.sessionId`, message: `has changed since: ${session.title}` })
    sessions.push(session)
  }
  if (details.length > 0) throw replanOutdated(undefined, { details })
  return sessions
}

interface Chosen {
  choice: Choice
  index: number
  session: SessionForm
  replan: ReplanForm
}
interface Context {
  principal: Principal
  services: Pick<Services, 'extensions'>
  now: Date
}

async function applyChoice(
  tx: Tx,
  { choice, index, session, replan }: Chosen,
  context: Context,
): Promise<Emission> {
  if (choice.cancelReason !== undefined) {
    const cancelled = await cancelFor(tx, session, choice.cancelReason, context.now)
    return eventOf(sessionCancelled, cancelled, session)
  }
  const alternative = bookingOf(replan, choice)?.alternatives[choice.alternative ?? 0]
  if (!alternative) throw replanOutdated()
  const { startsAt, endsAt, aircraftId } = alternative
  const isOfAircraft = session.resourceId === session.aircraftId
  const after: SessionForm = {
    ...session,
    startsAt,
    endsAt,
    aircraftId,
    resourceId: isOfAircraft ? aircraftId : session.resourceId,
  }
  try {
    await checkPlace(tx, after)
    refuseBlocked(await findingsOn(tx, context.services, 'book', after, context))
    if (isHolding(session)) await holdSession(tx, context.principal, after)
  } catch (error) {
    throw ofChoice(error, index, session)
  }
  await sessionStates.move.apply(tx, session, movedColumns(after))
  return eventOf(sessionMoved, await PlanningSession.get(tx, session.id), session)
}

/** The refusal of one booking, as one of the whole. */
function ofChoice(error: unknown, index: number, { title }: SessionForm): unknown {
  if (!(error instanceof Problem)) return error
  const details = (error.details ?? []).map((detail) => ({
    ...detail,
    field: `choices.${index}.alternative`,
  }))
  return new Problem(error.code, error.status, `${title}: ${error.message}. Nothing is changed`, { details })
}

function withOutcomes({ bookings }: ReplanForm, choices: readonly Choice[]): AffectedBooking[] {
  return bookings.map((booking) => {
    const choice = choices.find(({ sessionId }) => sessionId === booking.sessionId)
    const outcome = !choice ? 'kept' : choice.cancelReason === undefined ? 'moved' : 'cancelled'
    return { ...booking, outcome }
  })
}
