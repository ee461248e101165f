import { CrewMember } from '#modules/crew/index.ts'
import { type RowOf, sql, type Tx } from '#platform/database/database.ts'
import { formatCsvLine } from '#platform/kernel/csv-line.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { Type } from '#platform/kernel/schema.ts'
import { newPaper } from '#platform/paper/paper.ts'
import { operationsRoles } from '#server/roles.ts'

const described = {
  method: 'GET',
  scope: 'flights:read',
  roles: 'staff',
  stability: 'beta',
  on: CrewMember,
  answers: 'file',
  response: Type.String(),
} as const
const who =
  'for the person themselves and for operations roles, also of somebody who has left; others get a 404'

export const getLogbookCsv = operation({
  ...described,
  id: 'getLogbookCsv',
  path: '/api/v1/ops/crew/:id/logbook.csv',
  summary: 'Get the logbook of a person as CSV',
  description: `Every approved flight of a person with times, landings and approaches: ${who}. Hours are decimal.`,
  async handle({ tx, record, principal }) {
    const entries = await entriesOf(tx, principal, record)
    const lines = entries.map((entry) => formatCsvLine(columns.map(({ value }) => value(entry))))
    return {
      filename: `logbook-${record.id}.csv`,
      contentType: 'text/csv; charset=utf-8',
      // Spreadsheets take a file without this mark for Latin-1.
      body: `\ufeff${formatCsvLine(columns.map(({ heading }) => heading))}${lines.join('')}`,
    }
  },
})

export const getLogbookPdf = operation({
  ...described,
  id: 'getLogbookPdf',
  path: '/api/v1/ops/crew/:id/logbook.pdf',
  summary: 'Get the logbook of a person as PDF',
  description: `Every approved flight of a person, with the totals: ${who}.`,
  async handle({ tx, record, principal, now }) {
    const entries = await entriesOf(tx, principal, record)
    const paper = newPaper({
      title: `Logbook of ${record.displayName}`,
      workspace: principal.workspace.name,
      now,
    })
    const printed = columns.filter((column) => column.share !== undefined)
    if (entries.length === 0) paper.paragraph('No flight is approved yet.')
    else
      paper.table(
        printed.map(({ title, heading, share = 1 }) => ({ title: title ?? heading, share })),
        entries.map((entry) => printed.map(({ value }) => String(value(entry) ?? ''))),
      )
    paper.heading('Totals')
    paper.table(
      [
        { title: 'What', share: 3 },
        { title: 'Total', share: 2 },
      ],
      totalsOf(entries),
    )
    paper.paragraph(`I certify that these entries are true: ${'_'.repeat(30)}  Date: ${'_'.repeat(14)}`)
    return paper.finish(`logbook-${record.id}.pdf`)
  },
})

type Entry = RowOf<'logbookEntries'>

/** @throws Problem 404 for somebody else's logbook, as for a person that there is not. */
async function entriesOf(
  tx: Tx,
  principal: Principal,
  { id, userId }: { id: string; userId: string | null },
) {
  const isOwn = principal.kind === 'user' && userId === principal.userId
  const readers: readonly string[] = ['account_owner', 'admin', ...operationsRoles]
  if (!isOwn && principal.kind === 'user' && !principal.roles.some((role) => readers.includes(role)))
    throw notFound()
  return tx.rows(sql<'logbookEntries'>`
    select to_char(f.off_block_at at time zone 'UTC', 'YYYY-MM-DD') as on,
           to_char(f.off_block_at at time zone 'UTC', 'HH24:MI') as "offBlock",
           to_char(f.on_block_at at time zone 'UTC', 'HH24:MI') as "onBlock",
           a.type_designator as type, a.registration, a.category = 'simulator' as "isSimulator",
           f.from_airport as "fromAirport", f.to_airport as "toAirport", f.block_minutes as minutes,
           c.role, c.day_take_offs as "dayTakeOffs", c.night_take_offs as "nightTakeOffs",
           c.day_landings as "dayLandings", c.night_landings as "nightLandings", c.approaches, c.holds,
           f.flight_type as "flightType", f.operation, f.remarks, f.approved_by_name as "approvedBy", f.id,
           (select string_agg(p.display_name, ', ' order by o.position)
              from flight_crew o join crew p on p.workspace_id = o.workspace_id and p.id = o.crew_id
             where o.workspace_id = f.workspace_id and o.flight_id = f.id and o.crew_id <> c.crew_id) as "with"
      from flight_crew c
      join flights f on f.workspace_id = c.workspace_id and f.id = c.flight_id
      join aircraft a on a.workspace_id = f.workspace_id and a.id = f.aircraft_id
     where c.crew_id = ${id} and f.status = 'approved'
       and f.reverses_flight_id is null and f.reversed_by_flight_id is null
     order by f.off_block_at, f.id`)
}

const hours = (minutes: number) => (minutes / 60).toFixed(2)
const inRole = (roles: readonly string[]) => (entry: Entry) =>
  !entry.isSimulator && roles.includes(entry.role) ? hours(entry.minutes) : ''
const words = (text: string | null) => text?.replaceAll('_', ' ') ?? ''

interface Column {
  heading: string
  /** Shorter, on paper. */
  title?: string
  /** The share of the width of the paper; without it, only in the file. */
  share?: number
  value: (entry: Entry) => string | number | null
}
const columns: readonly Column[] = [
  { heading: 'Date (UTC)', title: 'Date', share: 2, value: ({ on }) => on },
  { heading: 'Type', share: 1.5, value: ({ type }) => type },
  { heading: 'Registration', share: 2, value: ({ registration }) => registration },
  { heading: 'From', share: 1.3, value: ({ fromAirport }) => fromAirport },
  { heading: 'To', share: 1.3, value: ({ toAirport }) => toAirport },
  { heading: 'Off block (UTC)', title: 'Off', share: 1.2, value: ({ offBlock }) => offBlock },
  { heading: 'On block (UTC)', title: 'On', share: 1.2, value: ({ onBlock }) => onBlock },
  { heading: 'Role', share: 1.8, value: ({ role }) => words(role) },
  {
    heading: 'Block hours',
    title: 'Block',
    share: 1.2,
    value: ({ isSimulator, minutes }) => (isSimulator ? '' : hours(minutes)),
  },
  { heading: 'Pilot in command hours', value: inRole(['pic', 'solo']) },
  { heading: 'Second in command hours', value: inRole(['sic']) },
  { heading: 'Dual received hours', value: inRole(['dual']) },
  { heading: 'Instructor hours', value: inRole(['instructor']) },
  {
    heading: 'Simulator hours',
    title: 'Sim',
    share: 1,
    value: ({ isSimulator, minutes }) => (isSimulator ? hours(minutes) : ''),
  },
  { heading: 'Take-offs by day', value: ({ dayTakeOffs }) => dayTakeOffs },
  { heading: 'Take-offs at night', value: ({ nightTakeOffs }) => nightTakeOffs },
  { heading: 'Landings by day', title: 'Ldg day', share: 1, value: ({ dayLandings }) => dayLandings },
  { heading: 'Landings at night', title: 'Night', share: 1, value: ({ nightLandings }) => nightLandings },
  { heading: 'Approaches', title: 'App', share: 0.9, value: ({ approaches }) => approaches },
  { heading: 'Holds', value: ({ holds }) => holds },
  { heading: 'Others aboard', title: 'With', share: 3, value: (entry) => entry.with },
  { heading: 'Flight type', value: ({ flightType }) => words(flightType) },
  { heading: 'Rules', value: ({ operation: rules }) => words(rules) },
  { heading: 'Remarks', value: ({ remarks }) => remarks },
  { heading: 'Approved by', value: ({ approvedBy }) => approvedBy },
  { heading: 'Flight', value: ({ id }) => id },
]

function totalsOf(entries: readonly Entry[]): string[][] {
  const flown = entries.filter(({ isSimulator }) => !isSimulator)
  const hoursOf = (some: readonly Entry[]) => hours(some.reduce((sum, { minutes }) => sum + minutes, 0))
  const byRole = (roles: readonly string[]) => hoursOf(flown.filter(({ role }) => roles.includes(role)))
  const count = (field: 'dayLandings' | 'nightLandings' | 'approaches' | 'holds') =>
    String(entries.reduce((sum, entry) => sum + (entry[field] ?? 0), 0))
  return [
    ['Flights', String(flown.length)],
    ['Block hours', hoursOf(flown)],
    ['Pilot in command', byRole(['pic', 'solo'])],
    ['Second in command', byRole(['sic'])],
    ['Dual received', byRole(['dual'])],
    ['Instructor', byRole(['instructor'])],
    ['Simulator', hoursOf(entries.filter(({ isSimulator }) => isSimulator))],
    ['Landings by day', count('dayLandings')],
    ['Landings at night', count('nightLandings')],
    ['Approaches', count('approaches')],
    ['Holds', count('holds')],
  ]
}
