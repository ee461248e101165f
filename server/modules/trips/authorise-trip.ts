import { refuseBlocked } from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { SessionPrincipal } from '#platform/kernel/principal.ts'
import { problem, roleMissing } from '#platform/kernel/problem.ts'
import { oneOf, Type } from '#platform/kernel/schema.ts'
import { lastRelease } from './release-trip.ts'
import { Trip, type TripForm } from './trip.ts'
import { findingsAtDeparture } from './trip-check.ts'
import { tripDispatched, tripEmission } from './trip-event.ts'
import { requireComplete } from './trip-form.ts'
import { dispatches, isAdmin } from './trip-role.ts'
import { tripStates } from './trip-state.ts'

const releaseVoid = problem('release_void', 409, {
  meaning: 'The release of this trip was voided, because something that it stood on has changed',
  fix: 'Read the reason in `voidReason` of the release, and release the trip once more.',
})
const secondPersonNeeded = problem('second_person_needed', 403, {
  meaning: 'A trip is authorized by two people, unless the workspace has a single pilot',
  fix: 'Ask somebody else for the other authorization.',
})

export const authoriseTrip = operation({
  id: 'authoriseTrip',
  method: 'POST',
  path: '/api/v1/ops/trips/:id/authorise',
  summary: 'Authorize a trip',
  description:
    'Two people authorize a trip: its dispatcher and its pilot in command. The second authorization dispatches the trip, unless a grounding, a limitation or a deferral that expires before a leg leaves keeps its aircraft on the ground.',
  access: 'session',
  roles: 'staff',
  stability: 'beta',
  on: Trip,
  move: tripStates.authorise,
  audits: 'trip.authorized',
  response: Trip.schema,
  body: Type.Object({ as: oneOf(['dispatcher', 'pic'], { labels: { pic: 'PIC' } }) }),
  async handle({ tx, body, record, principal, services, now, emit, move }) {
    const release = await lastRelease(tx, record.id)
    if (!release) throw tripStates.refuse('The trip is not released yet. Release it first')
    if (release.voidedAt !== null)
      throw releaseVoid(`The release was voided: ${release.voidReason}`, {
        details: [{ field: 'status', message: `is ${record.status}`, voidReason: release.voidReason }],
      })
    // After it: why a release is void is said to everybody who sees the trip, also to a pilot who was replaced.
    requireRole(await isPicOf(tx, record, principal), body.as, principal)
    const { dispatcherUserId, picUserId, isSinglePilot } = release
    if ([dispatcherUserId, picUserId].includes(principal.userId) && !isSinglePilot) throw secondPersonNeeded()
    if ((body.as === 'dispatcher' ? dispatcherUserId : picUserId) !== null)
      throw tripStates.refuse(
        `The trip is authorized by its ${body.as === 'pic' ? 'PIC' : 'dispatcher'} already`,
      )
    await move.make()
    await writeAuthorization(tx, release.id, { as: body.as, principal, now })
    const isComplete = (body.as === 'dispatcher' ? picUserId : dispatcherUserId) !== null
    if (isComplete) {
      // The release may be days old, and was made ahead of the departure.
      refuseBlocked(
        await findingsAtDeparture(tx, record, requireComplete(record), { principal, services, now }),
      )
      await tripStates.dispatch.apply(tx, record)
      emit(tripEmission(tripDispatched, await Trip.get(tx, record.id)))
    }
    return Trip.get(tx, record.id)
  },
})

function requireRole(isPic: boolean, as: 'dispatcher' | 'pic', principal: SessionPrincipal): void {
  if (as === 'dispatcher' && !dispatches(principal))
    throw roleMissing('Only those who dispatch can authorize a trip as its dispatcher')
  if (as === 'pic' && !isPic && !isAdmin(principal))
    throw roleMissing('Only the pilot in command of the trip can authorize it as that')
}

async function isPicOf(tx: Tx, { id }: TripForm, { userId }: SessionPrincipal): Promise<boolean> {
  const pic = await tx.first(sql`
    select 1
      from trip_legs l
      join trip_leg_crew lc on lc.workspace_id = l.workspace_id and lc.leg_id = l.id and lc.role = 'pic'
      join crew c on c.workspace_id = lc.workspace_id and c.id = lc.crew_id
     where l.trip_id = ${id} and c.user_id = ${userId}`)
  return pic !== undefined
}

async function writeAuthorization(
  tx: Tx,
  releaseId: string,
  { as, principal, now }: { as: 'dispatcher' | 'pic'; principal: SessionPrincipal; now: Date },
): Promise<void> {
  const { userId, displayName } = principal
  await tx.run(
    as === 'dispatcher'
      ? sql`update trip_releases
               set dispatcher_user_id = ${userId}, dispatcher_name = ${displayName}, dispatcher_at = ${now}
             where id = ${releaseId}`
      : sql`update trip_releases set pic_user_id = ${userId}, pic_name = ${displayName}, pic_at = ${now}
             where id = ${releaseId}`,
  )
}
