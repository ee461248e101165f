import { Aircraft, statusWord } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { anyId, id, instant, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { localDate } from '#rules/calendar.ts'
import { dueStanding } from '#rules/due-state.ts'
import { Component } from '../component/component.ts'
import { timesAt } from '../component/component-times.ts'
import { zoneOf } from '../edit-item.ts'
import { type Limit, ruleLimit } from '../limit.ts'

const Line = Type.Object(
  {
    verdict: oneOf(['ok', 'limited', 'fails']),
    citation: Type.String(),
    message: Type.String(),
    subjectId: nullable(anyId('The record that it is about.')),
  },
  { title: 'AirworthinessLine' },
)
type Line = Static<typeof Line>

export const getAirworthiness = operation({
  id: 'getAirworthiness',
  method: 'GET',
  path: '/api/v1/maintenance/aircraft/:id/airworthiness',
  summary: 'Get the airworthiness of an aircraft',
  description:
    'Whether the aircraft is airworthy at a moment by its records: status, squawks, deferrals, items, directives and life-limited parts, each line with its regulation.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Aircraft,
  query: Type.Object({ at: Type.Optional(instant('Now by default.')) }),
  response: Type.Object(
    {
      aircraftId: id('acf'),
      registration: Type.String(),
      at: instant(),
      verdict: oneOf(['airworthy', 'not_airworthy']),
      lines: Type.Array(Line),
    },
    { title: 'Airworthiness' },
  ),
  async handle({ tx, query, record, now }) {
    const at = query.at ?? now.toISOString()
    const today = localDate(new Date(at), await zoneOf(tx, record.id))
    const lines = [
      ...statusLines(record),
      ...(await squawkLines(tx, record.id)),
      ...(await deferralLines(tx, record.id, today)),
      ...(await itemLines(tx, record.id, { today, at: new Date(at) })),
      ...(await standingLines(tx, record.id, { today, at: new Date(at) })),
    ]
    const verdict = lines.some((line) => line.verdict === 'fails') ? 'not_airworthy' : 'airworthy'
    return { aircraftId: record.id, registration: record.registration, at, verdict, lines } as const
  },
})

const line = (
  verdict: Line['verdict'],
  citation: string,
  message: string,
  subjectId: string | null,
): Line => ({
  verdict,
  citation,
  message,
  subjectId,
})

const statusLines = ({ id: aircraftId, registration, status }: Static<typeof Aircraft.schema>): Line[] => [
  status === 'active'
    ? line('ok', '14 CFR 91.7(a)', `${registration} is in service`, aircraftId)
    : line(
        'fails',
        '14 CFR 91.7(a)',
        `${registration} is not in service: its status is ${statusWord(status)}`,
        aircraftId,
      ),
]

async function squawkLines(tx: Tx, aircraftId: string): Promise<Line[]> {
  const squawks = await tx.rows(sql<'airworthinessSquawks'>`
    select id, number, title, is_grounding as "isGrounding" from squawks
     where aircraft_id = ${aircraftId} and status in ('open', 'in_progress')
     order by is_grounding desc, found_at, id`)
  return squawks.map(({ id: squawkId, number, title, isGrounding }) =>
    line(
      isGrounding ? 'fails' : 'limited',
      '14 CFR 91.7(b)',
      isGrounding
        ? `${number} grounds it: ${title}`
        : `${number} is open: ${title}. The pilot in command decides`,
      squawkId,
    ),
  )
}

async function deferralLines(tx: Tx, aircraftId: string, today: string): Promise<Line[]> {
  const deferrals = await tx.rows(sql<'airworthinessDeferrals', { limitations: string[] }>`
    select d.id, s.number, s.title, d.route, d.expires_on as "expiresOn", d.limitations
      from deferrals d join squawks s on s.workspace_id = d.workspace_id and s.id = d.squawk_id
     where d.aircraft_id = ${aircraftId} and d.status in ('active', 'extended') order by d.expires_on, d.id`)
  return deferrals.map(({ id: deferralId, number, title, route, expiresOn, limitations }) => {
    const citation = route === '91_213_d' ? '14 CFR 91.213(d)' : '14 CFR 91.213(a)'
    if (expiresOn !== null && expiresOn < today)
      return line('fails', citation, `The deferral of ${number} ended on ${expiresOn}: ${title}`, deferralId)
    const until = expiresOn === null ? '' : ` until ${expiresOn}`
    const limits = limitations.length > 0 ? ` (${limitations.join(', ').replaceAll('_', ' ')})` : ''
    return line('limited', citation, `${number} is deferred${until}: ${title}${limits}`, deferralId)
  })
}

/** The items with the limits and meters of that day. */
async function itemLines(
  tx: Tx,
  aircraftId: string,
  { today, at }: { today: string; at: Date },
): Promise<Line[]> {
  const items = await tx.rows(sql<'airworthinessItems', { limits: Limit[] }>`
    select i.id, i.title, i.reference, coalesce(later.limits, i.limits) as limits
      from maintenance_items i
      left join lateral (
        select c.limits_before as limits from maintenance_completions c
         where c.workspace_id = i.workspace_id and c.item_id = i.id and c.done_on > ${today}::date
         order by c.done_on, c.id limit 1) later on true
     where i.aircraft_id = ${aircraftId} and i.is_active order by i.urgency, i.id`)
  const meters = await tx.rows(sql<'airworthinessMeters'>`
    select distinct on (kind) kind, total_hundredths as total from meter_readings
     where aircraft_id = ${aircraftId} and read_at <= ${at} and total_hundredths is not null
     order by kind, read_at desc, (flight_id is null) desc, id desc`)
  const counters = Object.fromEntries(
    meters.map(({ kind, total }) => [kind, { standsAt: total ?? 0, ran: 0, overDays: 0 }]),
  )
  return items.map(({ id: itemId, title, reference, limits }) => {
    const { state } = dueStanding(limits.map(ruleLimit), { today, counters })
    const citation = reference ?? '14 CFR 91.409'
    if (state === 'overdue') return line('fails', citation, `${title} is overdue`, itemId)
    return state === 'insufficient_data'
      ? line('limited', citation, `${title}: it is not known when it is due`, itemId)
      : line('ok', citation, `${title} is ${state === 'ok' ? 'in order' : state}`, itemId)
  })
}

/** Directives that are open, and parts with a life limit. */
export async function standingLines(
  tx: Tx,
  aircraftId: string,
  { today, at }: { today: string; at: Date },
): Promise<Line[]> {
  return [...(await directiveLines(tx, aircraftId, today)), ...(await lifeLines(tx, aircraftId, at))]
}

async function directiveLines(tx: Tx, aircraftId: string, today: string): Promise<Line[]> {
  const directives = await tx.rows(sql<'airworthinessDirectives', { name: string }>`
    select p.id, d.authority || ' ' || d.number as name, d.title, d.kind
      from directive_applicabilities p join directives d on d.workspace_id = p.workspace_id and d.id = p.directive_id
     where p.status = 'open' and d.effective_on <= ${today}::date
       and (p.aircraft_id = ${aircraftId} or p.component_id in (
             select i.component_id from component_installations i
              where i.aircraft_id = ${aircraftId} and i.removed_at is null))
     order by d.effective_on, p.id`)
  return directives.map(({ id: applicabilityId, name, title, kind }) =>
    line(kind === 'ad' ? 'fails' : 'limited', '14 CFR 39.7', `${name} is open: ${title}`, applicabilityId),
  )
}

/** 14 CFR 91.403(c): the replacement times of the airworthiness limitations are complied with. */
async function lifeLines(tx: Tx, aircraftId: string, at: Date): Promise<Line[]> {
  const limited = await tx.rows(sql<'lifeLimitedParts'>`
    select i.component_id as id
      from component_installations i
      join components c on c.workspace_id = i.workspace_id and c.id = i.component_id
     where i.aircraft_id = ${aircraftId} and i.installed_at <= ${at}
       and (i.removed_at is null or i.removed_at > ${at})
       and coalesce(c.life_limit_hundredths, c.life_limit_cycles) is not null
     order by i.position, i.id`)
  const lines: Line[] = []
  for (const { id: componentId } of limited) {
    const { partNumber, serialNumber } = await Component.get(tx, componentId)
    const times = await timesAt(tx, componentId, at)
    const isOver = (times?.lifeRemaining ?? 0) < 0 || (times?.lifeRemainingCycles ?? 0) < 0
    const name = [partNumber, serialNumber].filter(Boolean).join(' ')
    lines.push(
      line(
        isOver ? 'fails' : 'ok',
        '14 CFR 91.403(c)',
        `${name} is ${isOver ? 'past' : 'within'} its life limit`,
        componentId,
      ),
    )
  }
  return lines
}
