import { statusWord } from '#modules/fleet/index.ts'
import { type Limit, ruleLimit, standingLines } from '#modules/maintenance/index.ts'
import { sql } from '#platform/database/database.ts'
import { addDays, localDate } from '#rules/calendar.ts'
import { dueStanding } from '#rules/due-state.ts'
import type { GoContext, GoLine, GoQuestion } from './go-part.ts'

/** Whether the aircraft is in service, what is due on it, and until when its deferrals hold. */
export async function airworthyLines(context: GoContext, question: GoQuestion): Promise<GoLine[]> {
  return [
    await inService(context, question),
    ...(await dueItems(context, question)),
    ...(await deferrals(context, question)),
    ...(await ofRecords(context, question)),
  ]
}

/** Open directives, and parts past their life. What is in order has no line here. */
async function ofRecords({ tx, zone }: GoContext, { aircraftId, at }: GoQuestion): Promise<GoLine[]> {
  const lines = await standingLines(tx, aircraftId, { at, today: localDate(at, zone) })
  return lines
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ verdict, citation, message }) => ({
      part: 'airworthiness' as const,
      title: citation === '14 CFR 39.7' ? 'Directive' : 'Life-limited part',
      verdict: 'no' as const,
      isBlocking: verdict === 'fails',
      message,
      citation,
      lapsesAt: null,
    }))
}

async function inService({ tx }: GoContext, { aircraftId }: GoQuestion): Promise<GoLine> {
  const { registration, status } = await tx.one(sql<'goAircraft'>`
    select registration, status from aircraft where id = ${aircraftId}`)
  const isActive = status === 'active'
  return {
    part: 'airworthiness',
    title: 'In service',
    verdict: isActive ? 'yes' : 'no',
    isBlocking: true,
    message: isActive
      ? `${registration} is in service`
      : `${registration} is not in service: its status is ${statusWord(status)}`,
    citation: isActive ? null : '14 CFR 91.7(a)',
    lapsesAt: null,
  }
}

/** Items with a citation are required; the others are the operator's own and are for information. */
async function dueItems({ tx }: GoContext, { aircraftId, at }: GoQuestion): Promise<GoLine[]> {
  const items = await tx.rows(sql<'goItems', { limits: Limit[] }>`
    select id, title, reference, zone, limits
      from maintenance_items where aircraft_id = ${aircraftId} and is_active order by urgency, lower(title), id`)
  const meters = await tx.rows(sql<'goMeters'>`
    select distinct on (r.kind) r.kind, r.total_hundredths as "standsAt"
      from meter_readings r
     where r.aircraft_id = ${aircraftId} and r.read_at <= ${at}::timestamptz and r.total_hundredths is not null
     order by r.kind, r.read_at desc, r.id desc`)
  const counters = Object.fromEntries(
    meters.map(({ kind, standsAt }) => [kind, { standsAt: standsAt ?? 0, ran: 0, overDays: 0 }]),
  )
  return items.map(({ title, reference, zone, limits }) => {
    const today = localDate(at, zone)
    const standing = dueStanding(limits.map(ruleLimit), { today, counters })
    const isOver = standing.state === 'overdue'
    const isUnknown = standing.state === 'insufficient_data'
    const dueOn = earliestDate(standing.limits)
    return {
      part: 'airworthiness' as const,
      title,
      verdict: isOver ? ('no' as const) : isUnknown ? ('insufficient_data' as const) : ('yes' as const),
      isBlocking: reference !== null && !isUnknown,
      message: isOver
        ? `${title} is overdue`
        : isUnknown
          ? `Nobody can say when ${title} is due: its last completion or a meter is missing`
          : `${title} is not overdue${dueOn ? `; it is due on ${dueOn}` : ''}`,
      citation: reference,
      lapsesAt: !isOver && dueOn ? endOfDay(dueOn, zone) : null,
    }
  })
}

// A projection from average use is no date by which anything lapses.
const earliestDate = (limits: readonly { remaining: number | null; projectedOn: string | null }[]) =>
  limits
    .map(({ projectedOn }) => projectedOn)
    .filter((date) => date !== null)
    .sort()[0] ?? null

const endOfDay = (on: string, zone: string) =>
  new Date(Temporal.PlainDate.from(addDays(on, 1)).toZonedDateTime(zone).epochMilliseconds).toISOString()

/** Deferrals that hold. Those that do not are among the checks of a check-out. */
async function deferrals({ tx }: GoContext, { aircraftId, at }: GoQuestion): Promise<GoLine[]> {
  const rows = await tx.rows(sql<'goDeferrals'>`
    select s.number, s.title, d.route, d.expires_on as "expiresOn", d.zone
      from deferrals d
      join squawks s on s.workspace_id = d.workspace_id and s.id = d.squawk_id
     where d.aircraft_id = ${aircraftId} and d.status in ('active', 'extended') order by d.expires_on, d.id`)
  return rows
    .filter(({ expiresOn, zone }) => expiresOn === null || expiresOn >= localDate(at, zone))
    .map(({ number, title, route, expiresOn, zone }) => ({
      part: 'limitation' as const,
      title: `Deferred ${number}`,
      verdict: 'yes' as const,
      isBlocking: true,
      message: `${title} is deferred${expiresOn ? ` to ${expiresOn}` : ''}`,
      citation: route === '91_213_d' ? '14 CFR 91.213(d)' : route.toUpperCase(),
      lapsesAt: expiresOn ? endOfDay(expiresOn, zone) : null,
    }))
}
