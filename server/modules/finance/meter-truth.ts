import { createHash } from 'node:crypto'
import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { date, id, integer, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { dials, dialTotals, type Finding, findingKinds, findMeterFaults } from '#rules/meter-truth.ts'
import { localDay } from './local-day.ts'
import { type MeteredRow, meteredFlights } from './metered-flight.ts'
import { minor } from './money-field.ts'
import { moneyReaders } from './roles.ts'
import { CorrectionLine, linesOfFindings } from './value-finding.ts'

const hundredths = nullable(Type.Integer())
export const MeterFinding = Type.Object(
  {
    key: Type.String({ description: 'Names the finding when it is approved or explained.' }),
    kind: oneOf(findingKinds),
    message: Type.String(),
    flightId: id('flt', 'The flight after the fault; the one with the wrong reading; the first of a drift.'),
    otherFlightId: id('flt', 'The flight before the fault; the last of a drift.'),
    on: date(),
    hobbsHundredths: nullable(
      Type.Integer({ description: 'What ran between both flights; negative where both counted it.' }),
    ),
    tachHundredths: hundredths,
    overlapMinutes: Type.Integer(),
    reading: nullable(
      Type.Object({
        dial: oneOf(dials),
        position: oneOf(['out', 'in']),
        shownHundredths: Type.Integer(),
        proposedHundredths: Type.Integer(),
      }),
    ),
    ratio: nullable(
      Type.Object(
        {
          flights: Type.Integer(),
          usualThousandths: Type.Integer(),
          ratioThousandths: Type.Integer(),
        },
        { description: 'Tach for each hour of hobbs.' },
      ),
    ),
    corrections: Type.Array(
      Type.Object({
        flightId: nullable(id('flt', 'Null: nobody logged this time.')),
        dial: oneOf(dials),
        hundredths: Type.Integer(),
      }),
    ),
  },
  { title: 'MeterFinding' },
)
export type MeterFindingForm = Static<typeof MeterFinding>

const MeterTruth = Type.Object(
  {
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    from: date(),
    to: date('This day included.'),
    flights: Type.Integer(),
    dials: Type.Array(
      Type.Object({
        dial: oneOf(dials),
        ranHundredths: Type.Integer({ description: 'From the first reading to the last.' }),
        loggedHundredths: Type.Integer({ description: 'The sum of the flights.' }),
      }),
    ),
    findings: Type.Array(MeterFinding),
    settled: Type.Integer({ description: 'How many findings were approved or explained before.' }),
    unbilledFlights: Type.Integer(),
    unbilledMinutes: Type.Integer({
      description: 'Block time of flights without a charge, and time that nobody logged.',
    }),
    correction: Type.Object({
      fingerprint: Type.String({
        description: 'Send it with the approval: what you approve is what you saw.',
      }),
      lines: Type.Array(CorrectionLine, { description: 'They sum to zero in each currency.' }),
      balanceMinor: minor('Of all lines: zero.'),
    }),
  },
  { title: 'MeterTruth' },
)
type MeterTruthForm = Static<typeof MeterTruth>

const reading = {
  method: 'GET',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
} as const
export const meterTruthQuery = Type.Object({
  date_from: Type.Optional(date('By the local day of off blocks; twelve months ago by default.')),
  date_to: Type.Optional(date('This day included; today by default.')),
})

export const getMeterTruth = operation({
  ...reading,
  id: 'getMeterTruth',
  path: '/api/v1/finance/aircraft/:id/meter-truth',
  summary: 'Get the meter truth of an aircraft',
  description:
    'Compares the readings of all approved flights: gaps, overlaps, missing flights, swapped digits and drift of tach against hobbs; and proposes a correction whose lines sum to zero.',
  on: Aircraft,
  // Money of all projects.
  project: () => null,
  query: meterTruthQuery,
  response: MeterTruth,
  handle: ({ tx, record, query, principal, now }) =>
    readMeterTruth(tx, record, rangeOf(query, localDay(now, principal.workspace.timezone))),
})

/** The range of days that a query names. @throws Problem 400 if it ends before it begins. */
export function rangeOf(
  query: { date_from?: string; date_to?: string },
  today: string,
): { from: string; to: string } {
  const to = query.date_to ?? today
  const from = query.date_from ?? Temporal.PlainDate.from(to).subtract({ years: 1 }).toString()
  if (to < from) throw invalidFields([{ field: 'date_to', message: `must not lie before ${from}` }])
  return { from, to }
}

export async function readMeterTruth(
  tx: Tx,
  aircraft: { id: string; registration: string },
  { from, to }: { from: string; to: string },
): Promise<MeterTruthForm> {
  const flights = await meteredFlights(tx, aircraft.id, { from, to })
  const all = findMeterFaults(flights).map((finding) => formOf(finding, flights))
  const rows = await tx.rows(sql<'settledFindings'>`
    select finding from finance_settled_findings where aircraft_id = ${aircraft.id}`)
  const settled = new Set(rows.map(({ finding }) => finding))
  const findings = all.filter(({ key }) => !settled.has(key))
  const lines = await linesOfFindings(tx, aircraft, findings, flights)
  const unbilled = flights.filter(({ isBilled, isBefore }) => !isBilled && !isBefore)
  const unlogged = findings.reduce((sum, finding) => sum + unloggedHundredths(finding), 0)
  return {
    aircraftId: aircraft.id,
    aircraftRegistration: aircraft.registration,
    from,
    to,
    flights: flights.filter(({ isBefore }) => !isBefore).length,
    dials: dialTotals(flights),
    findings,
    settled: all.length - findings.length,
    unbilledFlights: unbilled.length,
    unbilledMinutes:
      unbilled.reduce((sum, { blockMinutes }) => sum + blockMinutes, 0) + Math.round((unlogged * 60) / 100),
    correction: {
      fingerprint: createHash('sha256')
        .update(JSON.stringify([findings, lines]))
        .digest('base64url'),
      lines,
      balanceMinor: lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    },
  }
}

/** Of two dials, the hobbs says how long somebody used the aircraft. */
function unloggedHundredths({ corrections }: Pick<MeterFindingForm, 'corrections'>): number {
  const unlogged = corrections.filter(({ flightId }) => flightId === null)
  return (unlogged.find(({ dial }) => dial === 'hobbs') ?? unlogged[0])?.hundredths ?? 0
}

function formOf(finding: Finding, flights: readonly MeteredRow[]): MeterFindingForm {
  const { kind, flightId, otherFlightId } = finding
  return {
    ...finding,
    key: `${kind}:${flightId}:${otherFlightId}`,
    message: messageOf(finding),
    on: flights.find((flight) => flight.id === flightId)?.on ?? '',
  }
}

const hours = (value: number) => `${(Math.abs(value) / 100).toFixed(2)} h`

function messageOf({ kind, reading: wrong, ratio, overlapMinutes, ...finding }: Finding): string {
  const ran = dials
    .flatMap((dial) =>
      finding[`${dial}Hundredths`] ? [`${hours(finding[`${dial}Hundredths`] ?? 0)} of ${dial}`] : [],
    )
    .join(' and ')
  if (wrong)
    return `The ${wrong.dial} ${wrong.position} reads ${(wrong.shownHundredths / 100).toFixed(2)}; with two digits swapped it is ${(wrong.proposedHundredths / 100).toFixed(2)}, which the next reading confirms`
  if (ratio)
    return `In ${ratio.flights} flights the tach ran ${(ratio.ratioThousandths / 1_000).toFixed(2)} for each hour of hobbs; usual is ${(ratio.usualThousandths / 1_000).toFixed(2)}`
  if (kind === 'missing_flight') return `${ran} ran between two flights, in step: a flight is not logged`
  if (kind === 'gap') return `${ran} ran between two flights, and nobody logged it`
  return overlapMinutes > 0 && ran === ''
    ? `Two flights overlap by ${overlapMinutes} minutes`
    : `Two flights counted the same ${ran}`
}

export const listMeterTruth = operation({
  ...reading,
  id: 'listMeterTruth',
  path: '/api/v1/finance/meter-truth',
  summary: 'List the aircraft whose meters need a look',
  description:
    'The work list over the fleet: each aircraft with findings or unbilled time, those with the most findings first.',
  query: meterTruthQuery,
  response: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          aircraftId: id('acf'),
          aircraftRegistration: Type.String(),
          flights: integer(0, 1_000_000),
          findings: integer(0, 1_000_000),
          kinds: Type.Array(oneOf(findingKinds)),
          unbilledMinutes: Type.Integer(),
        },
        { title: 'MeterTruthOfAircraft' },
      ),
    ),
  }),
  async handle({ tx, query, principal, now }) {
    const range = rangeOf(query, localDay(now, principal.workspace.timezone))
    const fleet = await tx.rows(sql<'fleetWithFlights'>`
      select a.id, a.registration from aircraft a
       where exists (select from flights f where f.workspace_id = a.workspace_id and f.aircraft_id = a.id
           and f.status = 'approved' and f.off_block_at >= ${range.from}::date - 1
           and f.off_block_at < ${range.to}::date + 2)
       order by a.registration, a.id`)
    const items = []
    for (const aircraft of fleet) {
      const { findings, ...truth } = await readMeterTruth(tx, aircraft, range)
      if (findings.length === 0 && truth.unbilledMinutes === 0) continue
      items.push({
        aircraftId: aircraft.id,
        aircraftRegistration: aircraft.registration,
        flights: truth.flights,
        findings: findings.length,
        kinds: [...new Set(findings.map(({ kind }) => kind))],
        unbilledMinutes: truth.unbilledMinutes,
      })
    }
    return { items: items.sort((a, b) => b.findings - a.findings) }
  },
})
