import { sql, type Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { invalidFields, problem, roleMissing, ruleBroken } from '#platform/kernel/problem.ts'
import { date, happenedOn, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { barsToDeferral, type MelCategory, melCategories, melExpiresOn } from '#rules/deferral.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { zoneOf } from '../edit-item.ts'
import { maintains } from '../roles.ts'
import { returnAircraft } from '../squawk/grounding.ts'
import { Squawk, type SquawkForm, squawkStates } from '../squawk/squawk.ts'
import { squawkDeferred, squawkEmission } from '../squawk/squawk-event.ts'
import { Deferral, deferralExists, deferralFields, limitations } from './deferral.ts'
import { judgeDeferral } from './judge-deferral.ts'

const melCategoryUnknown = problem('mel_category_unknown', 422, {
  meaning: 'A deferral by the MEL has one of the categories A, B, C and D',
  fix: 'Send the category that the list gives for the item.',
})
const notDeferrable = problem('not_deferrable', 422, {
  meaning: '14 CFR 91.213(d) does not let the aircraft fly with this inoperative',
  fix: 'Each of `details` has the paragraph that stands against it.',
})

const { route, ...optional } = deferralFields
const DeferBody = Type.Object({
  route,
  ...Type.Partial(
    Type.Object({
      ...optional,
      discoveredOn: happenedOn('By default the day on which the squawk was found.'),
      expiresOn: date('Where the route gives no interval of its own, such as an NEF program.'),
      maintenanceProcedureDone: Type.Boolean(),
      limitations: Type.Array(oneOf(limitations), { uniqueItems: true, maxItems: 10 }),
    }),
  ).properties,
})
type DeferBody = Static<typeof DeferBody>

export const deferSquawk = operation({
  id: 'deferSquawk',
  method: 'POST',
  path: '/api/v1/maintenance/squawks/:id/defer',
  summary: 'Defer a squawk',
  description:
    'Lets the aircraft fly with the squawk under an MEL, an NEF program or 14 CFR 91.213(d), until the deferral expires. A deferral whose time is already over expires at once. A pilot may defer only by 91.213(d), by deactivation, what does not ground the aircraft.',
  scope: 'maintenance:write',
  roles: ['chief_pilot', 'instructor', 'pilot', ...maintenanceRoles],
  stability: 'beta',
  on: Squawk,
  move: {
    ...squawkStates.defer,
    choose(squawk: object, body: object) {
      if ((squawk as SquawkForm).deferralId !== null) throw deferralExists()
      return squawkStates.defer.choose(squawk, body)
    },
  },
  creates: Deferral,
  emits: squawkDeferred,
  refusals: { deferrals_living: () => deferralExists() },
  body: DeferBody,
  response: Deferral.schema,
  async handle({ tx, body, record, principal, now, emit, move }) {
    if (!maintains(principal)) requirePilotMay(body, record)
    checkRoute(body)
    const aircraftId = record.aircraftId ?? ''
    const deferralId = newId('dfr')
    const { interval = null, answers = null, limitations: _, ...fields } = body
    const limited = limitationsOf(body)
    const discoveredOn = body.discoveredOn ?? record.foundOn
    await insert(tx, 'deferrals', principal.workspace.uuid, deferralId, {
      ...withoutUndefined(fields),
      squawkId: record.id,
      aircraftId,
      discoveredOn,
      intervalCount: interval?.count ?? null,
      intervalUnit: interval?.unit ?? null,
      ...(await clockOf(tx, aircraftId, body, discoveredOn)),
      answers,
      deferredBy: actorOf(principal).name,
      zone: await zoneOf(tx, aircraftId),
    })
    await tx.run(sql`update deferrals set limitations = ${limited} where id = ${deferralId}`)
    await move.make({ is_grounding: false })
    const cause = { squawkId: record.id, aircraftId, reason: `${record.number} is deferred` }
    const emissions = record.isGrounding ? await returnAircraft(tx, cause) : []
    emissions.push(...(await judgeDeferral(tx, deferralId, now)))
    for (const emission of emissions) emit(emission)
    emit(squawkEmission(squawkDeferred, record, await Squawk.get(tx, record.id)))
    return Deferral.get(tx, deferralId)
  },
})

const withoutUndefined = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }

function requirePilotMay({ route: by, deactivation }: DeferBody, { isGrounding, number }: SquawkForm): void {
  if (by !== '91_213_d' || deactivation !== 'deactivated' || isGrounding)
    throw roleMissing(
      `A pilot may defer only by 14 CFR 91.213(d), by deactivation, what does not ground the aircraft. Ask those who maintain it to defer ${number}`,
    )
}

function checkRoute(body: DeferBody): void {
  const { category = null, interval = null, answers = null, deactivation = null, placard = null } = body
  if (body.route === '91_213_d') {
    const bars = barsToDeferral({ answers, deactivation, placard })
    if (bars.length > 0)
      throw notDeferrable(
        `It cannot be deferred: ${bars.map(({ message, paragraph }) => `${message} (${paragraph})`).join('; ')}`,
        {
          details: bars.map((bar) => ({ ...bar })),
        },
      )
  }
  const isKnown = (melCategories as readonly (string | null)[]).includes(category)
  if (body.route === 'mel' ? !isKnown : category !== null && !isKnown)
    throw melCategoryUnknown(undefined, { details: [{ field: 'category', message: 'must be A, B, C or D' }] })
  if (category === 'A' && interval === null)
    throw invalidFields([{ field: 'interval', message: 'is required for category A' }])
  if (body.route === 'nef' && category === null && interval === null && !body.expiresOn)
    throw invalidFields([{ field: 'expiresOn', message: 'is required where no category gives the interval' }])
}

/** A highest altitude is a limitation, and has to say how high. */
function limitationsOf({ limitations: limited = [], maxAltitudeFt = null }: DeferBody): string[] {
  const isLimited = limited.includes('max_altitude_ft')
  if (isLimited && maxAltitudeFt === null)
    throw invalidFields([
      { field: 'maxAltitudeFt', message: 'is required with the limitation max_altitude_ft' },
    ])
  return maxAltitudeFt === null || isLimited ? limited : [...limited, 'max_altitude_ft']
}

/** When the interval ends: a date, or where the meter will stand. */
async function clockOf(tx: Tx, aircraftId: string, body: DeferBody, discoveredOn: string) {
  const { category = null, interval = null } = body
  const days = interval?.unit === 'days' ? interval.count : null
  const byCategory = category === null ? null : melExpiresOn(category as MelCategory, discoveredOn, days)
  const expiresOn =
    byCategory ?? body.expiresOn ?? (days === null ? null : melExpiresOn('A', discoveredOn, days))
  if (expiresOn !== null && expiresOn < discoveredOn)
    throw ruleBroken('expiresOn lies before the day of discovery', {
      details: [{ field: 'expiresOn', message: `must not lie before ${discoveredOn}` }],
    })
  if (interval?.unit !== 'hours') return { expiresOn }
  const meter = await tx.first(sql<'deferralMeter', { counter: 'air' | 'hobbs' | 'tach' }>`
    select kind as counter, reading_hundredths + offset_hundredths as total
      from meters where aircraft_id = ${aircraftId} and kind in ('air', 'tach', 'hobbs')
     order by array_position(array['air', 'tach', 'hobbs'], kind) limit 1`)
  if (!meter)
    throw ruleBroken('The aircraft has no meter that counts the hours. Record a reading first', {
      details: [{ field: 'interval', message: 'counts hours, and the aircraft has no meter' }],
    })
  return { expiresOn, counter: meter.counter, expiresAtHundredths: (meter.total ?? 0) + interval.count * 100 }
}
