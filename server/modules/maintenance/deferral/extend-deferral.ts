import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { date, Type, text } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { melExtendedUntil } from '#rules/deferral.ts'
import { Deferral, deferralExpired, deferralStates } from './deferral.ts'
import { judgeDeferral } from './judge-deferral.ts'

export const extendDeferral = operation({
  id: 'extendDeferral',
  method: 'POST',
  path: '/api/v1/maintenance/deferrals/:id/extend',
  summary: 'Extend a deferral',
  description:
    'Gives an item of category B or C a second interval, once. The director of maintenance does so, with a reason.',
  scope: 'maintenance:write',
  roles: ['director_of_maintenance'],
  stability: 'beta',
  on: Deferral,
  move: deferralStates.extend,
  audits: 'deferral.extended',
  body: Type.Object({
    untilOn: Type.Optional(date('The new last day; the same interval again by default.')),
    approvedBy: Type.Optional(text(1, 200, 'Who approved it; you by default.')),
    reason: text(3, 2_000),
  }),
  response: Deferral.schema,
  async handle({ tx, body, record, principal, now, emit, move }) {
    const { expiresOn, category, zone } = record
    const until = expiresOn === null ? null : melExtendedUntil(category, expiresOn)
    if (expiresOn === null || until === null)
      throw ruleBroken('Only deferrals of the categories B and C can be extended', {
        details: [{ field: 'category', message: `is ${category ?? 'not set'}` }],
      })
    if (expiresOn < localDate(now, zone)) throw deferralExpired()
    const untilOn = body.untilOn ?? until
    if (untilOn <= expiresOn)
      throw ruleBroken(`The deferral runs until ${expiresOn} without an extension`, {
        details: [{ field: 'untilOn', message: `must lie after ${expiresOn}` }],
      })
    const extension = { untilOn, approvedBy: body.approvedBy ?? actorOf(principal).name, reason: body.reason }
    await move.make({ expires_on: untilOn, extension: JSON.stringify(extension), alerted_days: null })
    const emissions = await judgeDeferral(tx, record.id, now)
    emissions.forEach(emit)
    return Deferral.get(tx, record.id)
  },
})
