import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { type DrawnPaper, newPaper, type Paper, paperAnswer } from '#platform/paper/paper.ts'
import { Component } from '../component/component.ts'
import { timesOf } from '../component/component-times.ts'
import { Applicability } from '../directive/applicability.ts'
import { Item } from '../item.ts'
import { metersOf } from '../meter-totals.ts'
import { meterText } from '../words.ts'

export const getMaintenanceRecord = operation({
  ...paperAnswer,
  id: 'getMaintenanceRecord',
  path: '/api/v1/maintenance/aircraft/:id/record.pdf',
  summary: 'Get the maintenance record of an aircraft',
  description:
    'The status page of 14 CFR 91.417(a)(2) as PDF: total times, life-limited parts, times since overhaul, inspections, directives and major alterations. It goes with the aircraft when it is sold.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Aircraft,
  handle: ({ tx, record, principal, now }) => recordPaper(tx, record, principal, now),
})

/** The status page of an aircraft. */
export async function recordPaper(
  tx: Tx,
  aircraft: Static<typeof Aircraft.schema>,
  principal: Principal,
  now: Date,
): Promise<DrawnPaper> {
  const { id, registration, serialNumber, make, model, typeDesignator } = aircraft
  const paper = newPaper({
    title: `Maintenance record of ${registration}`,
    workspace: principal.workspace.name,
    now,
  })
  const type = [make, model].filter(Boolean).join(' ') || typeDesignator
  paper.paragraph(
    `${type}, serial number ${serialNumber ?? 'not recorded'}. Status by 14 CFR 91.417(a)(2) at ${now.toISOString().slice(0, 16).replace('T', ' ')}Z, from the records in Apron.`,
  )
  const parts = await partsOf(tx, id, now)
  writeTimes(paper, await metersOf(tx, id), parts)
  writeLimits(paper, parts)
  writeOverhauls(paper, parts)
  await writeInspections(paper, tx, id)
  await writeDirectives(paper, tx, id)
  await writeAlterations(paper, tx, id)
  return paper.finish(`maintenance-record-${registration}.pdf`)
}

const most = 2_000
const hours = (hundredths: number | null) => (hundredths === null ? '–' : (hundredths / 100).toFixed(2))
const table = (paper: Paper, titles: readonly [string, number][], rows: string[][], none: string) =>
  rows.length === 0
    ? paper.paragraph(none)
    : paper.table(
        titles.map(([title, share]) => ({ title, share })),
        rows,
      )

/** The components that are installed, with their times now. */
async function partsOf(tx: Tx, aircraftId: string, now: Date) {
  const installed = await tx.rows(sql<'recordComponents'>`
    select component_id as id from component_installations
     where aircraft_id = ${aircraftId} and removed_at is null order by lower(position), id limit ${most}`)
  const parts: { component: Static<typeof Component.schema>; times: Awaited<ReturnType<typeof timesOf>> }[] =
    []
  for (const { id } of installed) {
    const component = await Component.get(tx, id)
    parts.push({ component, times: await timesOf(tx, component, now) })
  }
  return parts
}
type Parts = Awaited<ReturnType<typeof partsOf>>
const nameOf = ({ component: { installation, partNumber, serialNumber } }: Parts[number]) =>
  `${installation?.position}: ${[partNumber, serialNumber].filter(Boolean).join(' ')}`

function writeTimes(paper: Paper, meters: Awaited<ReturnType<typeof metersOf>>, parts: Parts): void {
  paper.heading('(i) Total time in service')
  const airframe = [
    ['Airframe, air time', hours(meters.airHundredths)],
    ['Airframe, tach', hours(meters.tachHundredths)],
    ['Airframe, hobbs', hours(meters.hobbsHundredths)],
    ['Airframe, landings', meters.cyclesHundredths === null ? '–' : String(meters.cyclesHundredths / 100)],
  ]
  const turning = parts.filter(({ component: { kind } }) => ['engine', 'propeller', 'rotor'].includes(kind))
  const rows = turning.map((part) => [nameOf(part), hours(part.times.tsnHundredths)])
  table(
    paper,
    [
      ['What', 8],
      ['Hours', 3],
    ],
    [...airframe, ...rows],
    '',
  )
  if (turning.length === 0)
    paper.paragraph('No engine, propeller or rotor is recorded as a component of this aircraft.')
}

function writeLimits(paper: Paper, parts: Parts): void {
  paper.heading('(ii) Life-limited parts')
  const limited = parts.filter(
    ({ component }) => component.lifeLimitHundredths !== null || component.lifeLimitCycles !== null,
  )
  table(
    paper,
    [
      ['Part', 6],
      ['Life limit', 3],
      ['Used', 3],
      ['Left', 3],
    ],
    limited.map(({ component, times }) => {
      const { lifeLimitHundredths, lifeLimitCycles } = component
      const both = (inHours: number | null, cycles: number | null) =>
        [
          lifeLimitHundredths === null ? null : `${hours(inHours)} h`,
          lifeLimitCycles === null ? null : `${cycles ?? '–'} cycles`,
        ]
          .filter(Boolean)
          .join(', ')
      return [
        nameOf({ component, times }),
        both(lifeLimitHundredths, lifeLimitCycles),
        both(times.tsnHundredths, times.csn),
        both(times.lifeRemainingHundredths, times.lifeRemainingCycles),
      ]
    }),
    'No part with a life limit is recorded.',
  )
}

function writeOverhauls(paper: Paper, parts: Parts): void {
  paper.heading('(iii) Time since last overhaul')
  const overhauled = parts.filter(
    ({ component, times }) =>
      component.overhaulHundredths !== null ||
      component.overhaulMonths !== null ||
      times.tsoHundredths !== null,
  )
  table(
    paper,
    [
      ['Part', 6],
      ['Since overhaul', 3],
      ['Between overhauls', 3],
      ['Left', 3],
    ],
    overhauled.map(({ component, times }) => [
      nameOf({ component, times }),
      times.tsoHundredths === null ? 'never overhauled' : `${hours(times.tsoHundredths)} h`,
      [
        component.overhaulHundredths === null ? null : `${hours(component.overhaulHundredths)} h`,
        component.overhaulMonths === null ? null : `${component.overhaulMonths} months`,
      ]
        .filter(Boolean)
        .join(', ') || '–',
      [
        times.overhaulRemainingHundredths === null ? null : `${hours(times.overhaulRemainingHundredths)} h`,
        times.overhaulDueOn === null ? null : `to ${times.overhaulDueOn}`,
      ]
        .filter(Boolean)
        .join(', ') || '–',
    ]),
    'No part that is overhauled is recorded.',
  )
}

async function writeInspections(paper: Paper, tx: Tx, aircraftId: string): Promise<void> {
  paper.heading('(iv) Inspections')
  const items = await tx.composed<Static<typeof Item.schema>>(
    `${Item.select} where t.aircraft_id = $1 and t.is_active and t.kind <> 'directive_check'
      order by lower(t.title), t.id limit ${most}`,
    [aircraftId],
  )
  const left = ({ bindingCounter, remainingDays, remainingHundredths }: Static<typeof Item.schema>) =>
    remainingDays !== null
      ? `${remainingDays} days`
      : remainingHundredths !== null
        ? meterText(bindingCounter ?? '', remainingHundredths)
        : '–'
  table(
    paper,
    [
      ['Inspection', 5],
      ['Required by', 4],
      ['Last done', 2.4],
      ['Next due', 3],
      ['Left', 2.4],
    ],
    items.map((item) => [
      item.title,
      item.reference ?? '–',
      item.lastDoneOn ?? 'not recorded',
      item.dueOn ??
        (item.dueAtHundredths === null
          ? '–'
          : `${meterText(item.bindingCounter ?? '', item.dueAtHundredths)} ${item.bindingCounter ?? ''}`),
      item.state === 'overdue' ? `overdue: ${left(item)}` : left(item),
    ]),
    'No inspection is recorded.',
  )
}

async function writeDirectives(paper: Paper, tx: Tx, aircraftId: string): Promise<void> {
  paper.heading('(v) Airworthiness directives and service bulletins')
  const decided = await tx.composed<Static<typeof Applicability.schema> & { effectiveOn: string }>(
    `${Applicability.select} where t.aircraft_id = $1 or t.component_id in (
       select i.component_id from component_installations i
        where i.workspace_id = t.workspace_id and i.aircraft_id = $1 and i.removed_at is null)
      order by d.effective_on, d.authority, d.number, t.id limit ${most}`,
    [aircraftId],
  )
  table(
    paper,
    [
      ['Directive', 3.4],
      ['On', 3],
      ['Status', 2.4],
      ['Method of compliance, or why not', 5],
      ['Complied', 3],
      ['Next action', 3],
    ],
    decided.map((row) => [
      row.directiveNumber,
      row.componentName ?? row.aircraftRegistration ?? '',
      row.status.replaceAll('_', ' '),
      row.method ?? row.reason ?? '–',
      [row.compliedOn, row.compliedMeters?.airHundredths && `${hours(row.compliedMeters.airHundredths)} h`]
        .filter(Boolean)
        .join(', ') || '–',
      [row.nextDueOn, row.nextDueAtHundredths && `${hours(row.nextDueAtHundredths)} h`]
        .filter(Boolean)
        .join(', ') || '–',
    ]),
    'No directive is recorded for this aircraft or its components.',
  )
}

async function writeAlterations(paper: Paper, tx: Tx, aircraftId: string): Promise<void> {
  paper.heading('(vi) Major alterations')
  const orders = await tx.rows(sql<'recordAlterations'>`
    select o.number, o.title, s.statement, s.name, s.certificate_kind as kind, s.certificate_number as certificate,
           to_char(o.returned_to_service_at at time zone 'UTC', 'YYYY-MM-DD') as on
      from work_orders o
      join maintenance_signatures s on s.workspace_id = o.workspace_id and s.id = o.signature_id
     where o.aircraft_id = ${aircraftId} and o.status in ('completed', 'verified')
       and (s.statement = 'form_337' or o.kind = 'modification')
     order by o.returned_to_service_at, o.id limit ${most}`)
  table(
    paper,
    [
      ['Work order', 3],
      ['What', 6],
      ['Form 337', 1.6],
      ['Returned', 2.4],
      ['Signed by', 4],
    ],
    orders.map(({ number, title, statement, name, kind, certificate, on }) => [
      number,
      title,
      statement === 'form_337' ? 'yes' : 'no',
      on ?? '–',
      `${name}, ${kind} ${certificate}`,
    ]),
    'No major alteration is recorded.',
  )
}
