import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { newPaper, type Paper, paperAnswer } from '#platform/paper/paper.ts'
import { type LegLoad, loadOf } from './leg-load.ts'
import { crewText, toFill, utcText } from './paper-word.ts'
import { type Leg, Trip, type TripForm } from './trip.ts'

export const getTripManifest = operation({
  ...paperAnswer,
  id: 'getTripManifest',
  path: '/api/v1/ops/trips/:id/manifest.pdf',
  summary: 'Get the load manifest of a trip',
  description:
    'A PDF with the contents of 14 CFR 135.63(c) for each leg, and the passengers by name and weight. Fields that nobody recorded are left blank, to fill in by hand.',
  scope: 'trips:read',
  roles: 'staff',
  stability: 'beta',
  on: Trip,
  async handle({ record, principal, now }) {
    if (record.legs.length === 0)
      throw ruleBroken('The trip has no legs', { details: [{ field: 'legs', message: 'has none' }] })
    const { name } = principal.workspace
    const paper = newPaper({ title: `Load manifest ${record.number}`, workspace: name, now })
    for (const leg of record.legs) writeLeg(paper, record, leg)
    writePassengers(paper, record)
    paper.heading('Signature of the pilot in command', 80)
    paper.paragraph(`${toFill}${toFill}  Date and time: ${toFill}`)
    paper.paragraph(
      '14 CFR 135.63(d): a copy is carried in the aircraft to its destination. Another one is kept for 30 days.',
    )
    return paper.finish(`manifest-${record.number}.pdf`)
  },
})

const columns = [
  { title: '135.63(c)', share: 1.3 },
  { title: 'What', share: 4 },
  { title: 'Entry', share: 7 },
]

/** The eight contents, in the order of the regulation. */
function writeLeg(paper: Paper, trip: TripForm, leg: Leg): void {
  const load = loadOf(trip, leg)
  const { totalKg, overKg } = load.verdict
  const route = `${leg.fromAirport ?? toFill} – ${leg.toAirport ?? toFill}`
  paper.heading(`Leg ${leg.position}: ${route}`, 220)
  paper.table(columns, [
    ['(1)', 'Number of passengers', String(leg.passengerCount)],
    ['', 'Operating weight, with crew', weight(load.operatingWeightKg)],
    ['', 'Passengers', weight(load.passengersKg)],
    ['', 'Baggage and cargo', weight(load.baggageKg)],
    ['', 'Fuel', weight(load.fuelKg)],
    [
      '(2)',
      'Total weight of the loaded aircraft',
      `${weight(totalKg)}${overKg ? `: ${overKg} kg too heavy` : ''}`,
    ],
    ['(3)', 'Maximum allowable take-off weight', weight(load.maxTakeoffWeightKg)],
    ['(4)', 'Limits of the center of gravity', limits(load)],
    ['(5)', 'Center of gravity', centerOf(load)],
    ['(6)', 'Aircraft', `${leg.aircraftRegistration ?? toFill}, trip ${trip.number}`],
    ['(7)', 'Origin and destination', `${route}, off block ${utcText(leg.plannedOffBlockAt)}`],
    ['(8)', 'Crew and positions', crewText(leg.crew) || toFill],
  ])
}

function writePassengers(paper: Paper, { passengers }: TripForm): void {
  paper.heading('Passengers')
  if (passengers.length === 0) paper.paragraph('No passenger is listed.')
  else
    paper.table(
      [
        { title: 'No.', share: 1 },
        { title: 'Name', share: 7 },
        { title: 'Weight', share: 4 },
      ],
      passengers.map(({ name, weightKg }, index) => [String(index + 1), name, weight(weightKg)]),
    )
}

const poundsOfKilogram = 2.204_622_6

const weight = (kilograms: number | null) =>
  kilograms === null ? toFill : `${kilograms} kg (${Math.round(kilograms * poundsOfKilogram)} lb)`

const units = { mm: 'mm', in: 'in', percent_mac: '% MAC' } as const
const unitOf = ({ cgUnit }: LegLoad) => (cgUnit ? ` ${units[cgUnit]}` : '')

const limits = (load: LegLoad) =>
  load.cgForwardLimit === null || load.cgAftLimit === null
    ? toFill
    : `${load.cgForwardLimit} to ${load.cgAftLimit}${unitOf(load)}`

function centerOf(load: LegLoad & ReturnType<typeof loadOf>): string {
  if (load.cg === null)
    return load.isByLoadingSchedule
      ? 'Within limits according to a loading schedule or other approved method'
      : toFill
  return `${load.cg}${unitOf(load)}${load.verdict.isCgWithin === false ? ': outside the limits' : ''}`
}
