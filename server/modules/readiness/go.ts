import { eligibilityOf, requireVisible } from '#modules/compliance/index.ts'
import { findingsOn, notEligible, type Planned } from '#modules/planning/index.ts'
import { grants } from '#platform/access/scope.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound, scopeMissing } from '#platform/kernel/problem.ts'
import { id, instant, integer, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { airworthyLines } from './airworthy.ts'
import { type GoContext, GoLine, type GoQuestion, goParts } from './go-part.ts'
import { dutyLines } from './on-duty.ts'

const verdict = oneOf(['yes', 'no', 'insufficient_data'])

const Go = Type.Object(
  {
    verdict,
    aircraftId: id('acf'),
    registration: Type.String(),
    personId: id('crw'),
    displayName: Type.String(),
    at: instant(),
    checkedAt: instant('When it was asked.'),
    first: nullable(
      Type.Unsafe<Static<typeof GoLine>>({
        ...GoLine,
        title: undefined,
        description: 'The first reason why not.',
      }),
    ),
    lapsesAt: nullable(instant('When the first line that is met lapses.')),
    nextToLapse: nullable(Type.String({ description: 'The title of the line that lapses then.' })),
    limitations: Type.Array(Type.String()),
    lines: Type.Array(GoLine),
  },
  { title: 'GoSheet' },
)

export const getGo = operation({
  id: 'getGo',
  method: 'GET',
  path: '/api/v1/compliance/go',
  summary: 'Get whether a person may go with an aircraft',
  description:
    'One cited yes or no from airworthiness, the limitations of deferrals, eligibility and duty, with the first reason why not, or what lapses first. It changes nothing. A key also needs the scope `maintenance:read`.',
  scope: 'compliance:read',
  roles: 'staff',
  stability: 'beta',
  query: Type.Object({
    aircraft_id: id('acf'),
    person_id: id('crw'),
    at: Type.Optional(instant('By default now.')),
    minutes: Type.Optional(
      integer(1, 1_440, 'How long the flight takes. Default: 1, which asks about the moment.'),
    ),
    role: Type.Optional(oneOf(['pic', 'instructor', 'solo'], { description: 'Default: pic.' })),
    rules: Type.Optional(oneOf(['91', '91_instruction_for_hire', '135', 'ncc', 'nco', 'cat', 'spo'])),
    operation: Type.Optional(
      oneOf(['private', 'commercial', 'airline_transport'], { description: 'Default: private.' }),
    ),
    passengers: Type.Optional(Type.Boolean({ description: 'Default: false.' })),
    night: Type.Optional(Type.Boolean({ description: 'By default by the sun at the base of the aircraft.' })),
    instrument: Type.Optional(Type.Boolean({ description: 'Default: false.' })),
  }),
  response: Go,
  async handle({ tx, query, principal, services, now }) {
    if (principal.kind === 'api_key' && !grants(principal.scopes, 'maintenance:read'))
      throw scopeMissing(
        'The go sheet also needs the scope maintenance:read, which this API key does not hold',
      )
    await requireVisible(tx, principal, query.person_id)
    const at = query.at ? new Date(query.at) : now
    const question: GoQuestion = {
      crewId: query.person_id,
      aircraftId: query.aircraft_id,
      at,
      until: new Date(at.getTime() + (query.minutes ?? 1) * 60_000),
      role: query.role ?? 'pic',
      rules: query.rules ?? null,
      operation: query.operation ?? 'private',
      hasPassengers: query.passengers ?? false,
      isNight: query.night,
      isInstrument: query.instrument ?? false,
    }
    const names = await namesOf(tx, question)
    if (!names) throw notFound()
    const context: GoContext = { tx, services, principal, now, zone: principal.workspace.timezone }
    const { lines, limitations } = await linesOf(context, question)
    return {
      ...sumUp(lines),
      aircraftId: question.aircraftId,
      personId: question.crewId,
      ...names,
      at: at.toISOString(),
      checkedAt: now.toISOString(),
      limitations,
      lines,
    }
  },
})

async function namesOf(tx: Tx, { aircraftId, crewId }: GoQuestion) {
  return tx.first(sql<'goNames'>`
    select a.registration, c.display_name as "displayName"
      from aircraft a, crew c where a.id = ${aircraftId} and c.id = ${crewId}`)
}

async function linesOf(
  context: GoContext,
  question: GoQuestion,
): Promise<{ lines: GoLine[]; limitations: string[] }> {
  const { tx, now, zone } = context
  const eligibility = await eligibilityOf(tx, question, { now, zone })
  const checks = await checkOutLines(context, question)
  const lines: GoLine[] = [
    ...(await airworthyLines(context, question)),
    ...checks,
    ...(eligibility?.rules ?? []).map((rule) => ({
      part: 'eligibility' as const,
      title: rule.rule,
      verdict: rule.verdict,
      isBlocking: rule.effect === 'blocks',
      message: rule.reason,
      citation: rule.citation,
      lapsesAt: rule.lapsesOn && endOf(rule.lapsesOn, zone),
    })),
    ...(await dutyLines(context, question)),
  ]
  return { lines, limitations: eligibility?.limitations ?? [] }
}

const endOf = (on: string, zone: string) =>
  new Date(Temporal.PlainDate.from(on).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds).toISOString()

/** What the other modules would say at a check-out at that moment: groundings, deferrals and their limitations. */
async function checkOutLines(
  { tx, services, principal, zone }: GoContext,
  question: GoQuestion,
): Promise<GoLine[]> {
  const { crewId, aircraftId, at, until, role, hasPassengers } = question
  const participants: Planned['participants'] = [
    { crewId, role: role === 'solo' ? 'student' : 'pilot' },
    ...(hasPassengers ? [{ crewId, role: 'passenger' as const }] : []),
  ]
  const planned: Planned = {
    id: null,
    type: 'flight',
    startsAt: at.toISOString(),
    endsAt: until.toISOString(),
    timezone: zone,
    aircraftId,
    resourceId: null,
    instructorId: role === 'instructor' ? crewId : null,
    isSolo: role === 'solo',
    participants,
    projectId: null,
  }
  const findings = await findingsOn(tx, services, 'check_out', planned, { now: at, principal })
  return (
    findings
      // Eligibility and the status of the aircraft have lines of their own.
      .filter(({ refusal, facts }) => refusal !== notEligible && facts?.status === undefined)
      .map(({ message, isBlocking, isSeenBy, facts }) => ({
        part: facts?.limitation === undefined ? ('airworthiness' as const) : ('limitation' as const),
        title: typeof facts?.squawk === 'string' ? facts.squawk : 'Check-out',
        // What the crew says at check-out that they know is no reason to stay.
        verdict: isBlocking && !isSeenBy ? ('no' as const) : ('yes' as const),
        isBlocking: isBlocking && !isSeenBy,
        message,
        citation: typeof facts?.citation === 'string' ? facts.citation : null,
        lapsesAt: null,
      }))
  )
}

function sumUp(lines: readonly GoLine[]) {
  const deciding = lines.filter(({ isBlocking }) => isBlocking)
  const byPart = [...deciding].sort((a, b) => goParts.indexOf(a.part) - goParts.indexOf(b.part))
  const no = byPart.find((line) => line.verdict === 'no')
  const unknown = byPart.find((line) => line.verdict === 'insufficient_data')
  const [next] = deciding
    .filter((line) => line.verdict === 'yes' && line.lapsesAt !== null)
    .sort((a, b) => ((a.lapsesAt ?? '') < (b.lapsesAt ?? '') ? -1 : 1))
  return {
    verdict: no ? ('no' as const) : unknown ? ('insufficient_data' as const) : ('yes' as const),
    first: no ?? unknown ?? null,
    lapsesAt: next?.lapsesAt ?? null,
    nextToLapse: next?.title ?? null,
  }
}
