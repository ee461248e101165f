import { loadPeople, personColumn } from '#modules/crew/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { instant } from '#platform/importing/date.ts'
import { importedEvent } from '#platform/importing/imported-event.ts'
import {
  defineImport,
  type Importer,
  type ImportRow,
  type ImportScope,
  idNamed,
  optional,
  required,
} from '#platform/importing/index.ts'
import { number } from '#platform/importing/number.ts'
import { choice, text } from '#platform/importing/value.ts'
import { newId } from '#platform/kernel/id.ts'
import { operationsRoles } from '#server/roles.ts'

const fields = {
  person: required(
    personColumn({
      title: 'Person',
      headers: ['name', 'pilot', 'crew', 'crew member', 'employee'],
    }),
  ),
  kind: optional({
    title: 'Kind',
    help: 'duty by default.',
    headers: ['type', 'duty type', 'activity'],
    parse: choice({
      duty: ['on duty'],
      flight_duty: ['flight duty', 'fdp'],
      standby: ['reserve', 'on call'],
      rest: ['off', 'day off'],
      external: ['other employer', 'outside flying'],
    }),
  }),
  startsAt: required({
    title: 'Start',
    help: 'With its date.',
    headers: ['starts', 'starts at', 'on duty', 'duty on', 'from', 'report'],
    parse: instant,
  }),
  endsAt: required({
    title: 'End',
    help: 'With its date.',
    headers: ['ends', 'ends at', 'off duty', 'duty off', 'to', 'release'],
    parse: instant,
  }),
  flightMinutes: optional({
    title: 'Flight time',
    unit: 'min',
    help: 'Flown for others.',
    headers: ['flight minutes', 'block'],
    parse: number({ integer: true, min: 0, max: 44_640 }),
  }),
  note: optional({ title: 'Note', help: '', headers: ['notes', 'remarks'], parse: text({ max: 2_000 }) }),
}

interface RowRecord {
  id: string
  crewId: string
  kind: string
  startsAt: string
  endsAt: string
  flightMinutes: number | null
  note: string | null
}
type Row = ImportRow<typeof fields, RowRecord>

export const dutyImported = importedEvent('duty_period.imported', {
  records: 'duty periods',
  scope: 'duty:read',
  readers: ['account_owner', 'admin', ...operationsRoles],
})

export const dutyImport = defineImport({
  name: 'duty_periods',
  title: 'Duty periods',
  roles: operationsRoles,
  audits: dutyImported,
  fields,
  options: {},
  async open(tx, scope): Promise<Importer<typeof fields, RowRecord>> {
    const findPerson = await loadPeople(tx)
    const inFile: { row: number; record: RowRecord }[] = []
    return {
      async check(own, rows) {
        for (const row of rows) row.record = read(row, findPerson)
        await checkRecorded(own, rows)
        for (const row of rows) checkFile(row, inFile)
      },
      write: (own, records) => write(own, records, scope),
    }
  },
})

function read(
  { values, problems }: Row,
  findPerson: Awaited<ReturnType<typeof loadPeople>>,
): RowRecord | null {
  const crewId = idNamed(problems, 'person', values.person, findPerson)
  const { startsAt, endsAt, flightMinutes, note } = values
  const kind = values.kind ?? 'duty'
  if (startsAt === null || endsAt === null || crewId === null) return null
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  if (minutes <= 0)
    problems.push({ field: 'endsAt', message: 'The period ends before it begins: mind the date' })
  if (minutes > 44_640) problems.push({ field: 'endsAt', message: 'The period is too long: check the dates' })
  if (flightMinutes !== null && kind !== 'external')
    problems.push({
      field: 'flightMinutes',
      message: 'Only work for others has flight time; your own flights count by themselves',
    })
  if (flightMinutes !== null && flightMinutes > minutes)
    problems.push({ field: 'flightMinutes', message: 'More was flown than the period is long' })
  return { id: newId('dty'), crewId, kind, startsAt, endsAt, flightMinutes, note }
}

const excludes = ({ kind }: RowRecord) => kind === 'duty' || kind === 'rest'

/** Names what is recorded already. */
async function checkRecorded(tx: Tx, rows: readonly Row[]): Promise<void> {
  const wanted = rows.flatMap(({ record }, index) =>
    record && excludes(record) ? [{ ...record, index }] : [],
  )
  const taken = await tx.rows(sql<'importedDuty', { index: number }>`
    select distinct w.index
      from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as w(index integer, "crewId" text, "startsAt" timestamptz, "endsAt" timestamptz)
      join duty_periods p on p.crew_id = w."crewId" and p.kind in ('duty', 'rest')
       and p.corrected_by_id is null and not p.is_withdrawn
       and tstzrange(p.starts_at, p.ends_at) && tstzrange(w."startsAt", greatest(w."startsAt", w."endsAt"))
     order by w.index`)
  for (const { index } of taken)
    rows[index]?.problems.push({
      field: 'startsAt',
      message: 'Duty or rest of this person is recorded for some of this time already: leave the row out',
    })
}

/** Names an earlier row of the file that overlaps. */
function checkFile({ row, record, problems }: Row, inFile: { row: number; record: RowRecord }[]): void {
  if (!record || !excludes(record) || problems.length > 0) return
  const earlier = inFile.find(
    (other) =>
      other.row !== row &&
      other.record.crewId === record.crewId &&
      Date.parse(other.record.startsAt) < Date.parse(record.endsAt) &&
      Date.parse(other.record.endsAt) > Date.parse(record.startsAt),
  )
  if (earlier)
    problems.push({ field: 'startsAt', message: `Row ${earlier.row} has the same person at that time` })
  else inFile.push({ row, record })
}

async function write(tx: Tx, records: readonly RowRecord[], { workspaceId }: ImportScope): Promise<void> {
  await tx.run(sql`
    insert into duty_periods (workspace_id, id, crew_id, kind, starts_at, ends_at, timezone, flight_minutes, note)
    select ${workspaceId}::uuid, r.id, r."crewId", r.kind, r."startsAt", r."endsAt", w.timezone, r."flightMinutes",
           r.note
      from workspaces w,
           jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as r(id text, "crewId" text, kind text,
             "startsAt" timestamptz, "endsAt" timestamptz, "flightMinutes" integer, note text)
     where w.workspace_id = ${workspaceId}::uuid`)
}
