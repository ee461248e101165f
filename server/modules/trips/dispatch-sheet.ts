import { Aircraft } from '#modules/fleet/index.ts'
import { meterText } from '#modules/maintenance/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { newPaper, type Paper, paperAnswer } from '#platform/paper/paper.ts'
import { crewText, toFill, utcText } from './paper-word.ts'
import { lastRelease, TripRelease } from './release-trip.ts'
import { Trip, type TripForm } from './trip.ts'

export const getTripDispatchSheet = operation({
  ...paperAnswer,
  id: 'getTripDispatchSheet',
  path: '/api/v1/ops/trips/:id/dispatch-sheet.pdf',
  summary: 'Get the dispatch sheet of a trip',
  description:
    'A PDF for the crew: the legs with their crew, the release, and each aircraft with its meters, what is due next, its open squawks, and its deferrals with their limitations.',
  scope: 'trips:read',
  roles: 'staff',
  stability: 'beta',
  on: Trip,
  async handle({ tx, record, principal, now }) {
    if (record.legs.length === 0)
      throw ruleBroken('The trip has no legs', { details: [{ field: 'legs', message: 'has none' }] })
    const { name } = principal.workspace
    const paper = newPaper({ title: `Dispatch sheet ${record.number}`, workspace: name, now })
    writeLegs(paper, record)
    await writeRelease(tx, paper, record)
    for (const aircraftId of new Set(record.legs.flatMap((leg) => leg.aircraftId ?? [])))
      await writeAircraft(tx, paper, aircraftId)
    return paper.finish(`dispatch-sheet-${record.number}.pdf`)
  },
})

function writeLegs(paper: Paper, { legs, operation, customerName }: TripForm): void {
  const facts = [
    operation && `Flown under ${operation.replaceAll('_', ' ')}`,
    customerName && `for ${customerName}`,
  ]
  if (facts.some(Boolean)) paper.paragraph(`${facts.filter(Boolean).join(', ')}.`)
  paper.heading('Legs and crew')
  paper.table(
    [
      { title: 'Leg', share: 0.8 },
      { title: 'Route', share: 2.6 },
      { title: 'Off block', share: 2.8 },
      { title: 'On block', share: 2.8 },
      { title: 'Aircraft', share: 1.9 },
      { title: 'Crew', share: 4 },
      { title: 'Pax', share: 0.8 },
    ],
    legs.map((leg) => [
      String(leg.position),
      `${leg.fromAirport ?? '?'} – ${leg.toAirport ?? '?'}`,
      utcText(leg.plannedOffBlockAt),
      utcText(leg.plannedOnBlockAt),
      leg.aircraftRegistration ?? toFill,
      crewText(leg.crew) || toFill,
      String(leg.passengerCount),
    ]),
  )
}

/** Who answers for it, and what they waived or left open. */
async function writeRelease(tx: Tx, paper: Paper, { id }: TripForm): Promise<void> {
  paper.heading('Release')
  const last = await lastRelease(tx, id)
  if (!last || last.voidedAt !== null) {
    paper.paragraph(
      last ? `The release is void: ${last.voidReason}. Do not depart.` : 'Not released yet. Do not depart.',
    )
    return
  }
  const release = await TripRelease.get(tx, last.id)
  const authorized = (as: string, name: string | null, at: string | null) =>
    name === null ? `${as}: not authorized yet.` : `${as}: authorized by ${name} at ${utcText(at)}.`
  paper.paragraph(
    [
      `Released by ${release.releasedBy ?? '–'} at ${utcText(release.createdAt)}.`,
      authorized('Dispatcher', release.dispatcherName, release.dispatcherAt),
      authorized('Pilot in command', release.picName, release.picAt),
    ].join(' '),
  )
  for (const { title, reason, waivedBy, waiverReason } of release.items.filter(
    ({ state }) => state !== 'green',
  ))
    paper.paragraph(
      `• ${title}: ${reason ?? 'open'}${waivedBy ? `. Waived by ${waivedBy}: ${waiverReason}` : ''}`,
    )
}

async function writeAircraft(tx: Tx, paper: Paper, aircraftId: string): Promise<void> {
  const aircraft = await Aircraft.get(tx, aircraftId)
  paper.heading(`${aircraft.registration}, ${aircraft.typeDesignator ?? 'type unknown'}`, 120)
  paper.paragraph(`Status: ${aircraft.status}. ${metersOf(aircraft)}`)
  await writeDue(tx, paper, aircraftId)
  await writeSquawks(tx, paper, aircraftId)
  await writeDeferrals(tx, paper, aircraftId)
}

function metersOf(aircraft: Static<typeof Aircraft.schema>): string {
  const meters = [
    ['Hobbs', 'hobbs', aircraft.hobbsHundredths],
    ['tach', 'tach', aircraft.tachHundredths],
    ['time in service', 'air', aircraft.airHundredths],
    ['', 'cycles', aircraft.cyclesHundredths],
  ] as const
  const known = meters.flatMap(([name, counter, hundredths]) =>
    hundredths === null ? [] : [`${name} ${meterText(counter, hundredths)}`.trim()],
  )
  return known.length > 0 ? `Meters: ${known.join(', ')}.` : 'No meter was read yet.'
}

const shownItems = 10

async function writeDue(tx: Tx, paper: Paper, aircraftId: string): Promise<void> {
  const items = await tx.rows(sql<'dispatchSheetItems'>`
    select title, reference, state, binding_counter as counter, remaining_hundredths as "remainingHundredths",
           remaining_days as "remainingDays", due_at_hundredths as "dueAtHundredths", due_on as "dueOn"
      from maintenance_items where aircraft_id = ${aircraftId} and is_active order by urgency, id limit ${shownItems}`)
  if (items.length === 0) return paper.paragraph('No maintenance items are recorded.')
  paper.table(
    [
      { title: 'Due next', share: 5 },
      { title: 'Required by', share: 3 },
      { title: 'Due at', share: 2.4 },
      { title: 'Left', share: 2.4 },
      { title: 'State', share: 2 },
    ],
    items.map(({ title, reference, state, counter, ...due }) => [
      title,
      reference ?? '–',
      due.dueOn ??
        (due.dueAtHundredths === null || counter === null ? '–' : meterText(counter, due.dueAtHundredths)),
      due.remainingHundredths !== null && counter !== null
        ? meterText(counter, due.remainingHundredths)
        : due.remainingDays === null
          ? '–'
          : `${due.remainingDays} days`,
      state.replaceAll('_', ' '),
    ]),
  )
}

async function writeSquawks(tx: Tx, paper: Paper, aircraftId: string): Promise<void> {
  const squawks = await tx.rows(sql<'dispatchSheetSquawks'>`
    select number, title, is_grounding as "isGrounding", found_at as "foundAt"
      from squawks
     where aircraft_id = ${aircraftId} and status in ('open', 'in_progress')
     order by is_grounding desc, found_at, id`)
  if (squawks.length === 0) return paper.paragraph('No squawk is open.')
  paper.table(
    [
      { title: 'Open squawk', share: 3 },
      { title: 'What', share: 8 },
      { title: 'Found', share: 3 },
      { title: 'Grounds it', share: 2 },
    ],
    squawks.map(({ number, title, isGrounding, foundAt }) => [
      number,
      title,
      utcText(foundAt.toISOString()),
      isGrounding ? 'Yes' : 'No',
    ]),
  )
}

async function writeDeferrals(tx: Tx, paper: Paper, aircraftId: string): Promise<void> {
  const deferrals = await tx.rows(sql<'dispatchSheetDeferrals', { limitations: string[] }>`
    select s.number, s.title, d.route, d.category, d.mel_item as "melItem", d.expires_on as "expiresOn", d.counter,
           d.expires_at_hundredths as "expiresAtHundredths", d.limitations, d.max_altitude_ft as "maxAltitudeFt",
           d.operations_procedure as "operationsProcedure", d.placard
      from deferrals d
      join squawks s on s.workspace_id = d.workspace_id and s.id = d.squawk_id
     where d.aircraft_id = ${aircraftId} and d.status in ('active', 'extended') order by d.expires_on, d.id`)
  if (deferrals.length === 0) return paper.paragraph('Nothing is deferred.')
  paper.table(
    [
      { title: 'Deferred', share: 3 },
      { title: 'What', share: 5 },
      { title: 'By', share: 2.4 },
      { title: 'Until', share: 2.4 },
      { title: 'Limitations and procedures', share: 5 },
    ],
    deferrals.map((deferral) => [
      deferral.number,
      deferral.title,
      [deferral.route.toUpperCase().replaceAll('_', ' '), deferral.category, deferral.melItem]
        .filter(Boolean)
        .join(' '),
      deferral.expiresOn ??
        (deferral.expiresAtHundredths === null || deferral.counter === null
          ? '–'
          : meterText(deferral.counter, deferral.expiresAtHundredths)),
      [
        ...deferral.limitations.map((limitation) =>
          limitation === 'max_altitude_ft'
            ? `not above ${deferral.maxAltitudeFt} ft`
            : limitation.replaceAll('_', ' '),
        ),
        deferral.operationsProcedure && `procedure: ${deferral.operationsProcedure}`,
        deferral.placard && `placard: ${deferral.placard}`,
      ]
        .filter(Boolean)
        .join('; ') || 'none',
    ]),
  )
}
