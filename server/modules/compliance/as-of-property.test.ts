import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#platform/kernel/id.ts'
import { workspace } from '#platform/testing/workspace.ts'
import { dayOf, lastOf, monthNumber, slowMedical, slowReview } from '#rules/testing/slow-regulation.ts'

// Random histories of what was entered, approved, reversed, renewed and withdrawn, and when. Each is asked for a flight
// on one day by what was known on another, and answered a second time from a list of what happened. AS_OF_HISTORIES asks
// more of them.
const histories = Number(process.env.AS_OF_HISTORIES ?? 150)
const dayMs = 86_400_000
const flightAt = Date.UTC(2026, 7, 15, 12)
const on = dayOf(flightAt)

let seed = 1_796_083_200
const random = () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
const below = (limit: number) => Math.floor(random() * limit)
const chance = (part: number) => random() < part
const pick = <T>(values: readonly T[]): T => values[below(values.length)] as T

interface Flight {
  id: string
  flownAt: number
  landings: number
  enteredAt: number
  approvedAt: number | null
  reversedAt: number | null
}
interface Version {
  changedAt: number
  issuedOn: string
  expiresOn: string
  medicalClass: 'first' | 'second' | 'third' | null
  ageAtExam: number | null
}
interface Kept {
  id: string
  kind: 'flight_review' | 'medical'
  versions: Version[]
  withdrawnAt: number | null
}

function randomFlight(): Flight {
  const flownAt = flightAt - (1 + below(130)) * dayMs - below(6) * 3_600_000
  const enteredAt = flownAt + below(10) * dayMs + 7_200_000
  const approvedAt = chance(0.8) ? enteredAt + below(20) * dayMs : null
  const isReversed = approvedAt !== null && chance(0.25)
  return {
    id: newId('flt'),
    flownAt,
    landings: 1 + below(3),
    enteredAt,
    approvedAt,
    reversedAt: isReversed ? approvedAt + (1 + below(40)) * dayMs : null,
  }
}

function randomRecord(kind: Kept['kind']): Kept {
  const versions: Version[] = []
  let changedAt = flightAt - below(900) * dayMs
  for (let number = 0; number <= below(3); number++) {
    const issuedOn = dayOf(changedAt - below(300) * dayMs)
    versions.push({
      changedAt,
      issuedOn,
      expiresOn: lastOf(monthNumber(issuedOn) + 24),
      medicalClass: kind === 'medical' ? pick(['first', 'second', 'third']) : null,
      ageAtExam: kind === 'medical' ? pick([39, 40]) : null,
    })
    changedAt += (1 + below(200)) * dayMs
  }
  return { id: newId('cmr'), kind, versions, withdrawnAt: chance(0.3) ? changedAt : null }
}

interface History {
  crewId: string
  asOf: number
  flights: Flight[]
  records: Kept[]
}
const randomHistory = (): History => ({
  crewId: newId('crw'),
  asOf: flightAt + (below(120) - 90) * dayMs,
  flights: Array.from({ length: below(7) }, randomFlight),
  records: (['flight_review', 'medical'] as const).filter(() => chance(0.85)).map(randomRecord),
})

const space = await workspace()
const plane = await space.aircraft()
const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString())

/** What somebody would have entered over the years, written as it stands after the last of it. */
async function write(all: readonly History[]): Promise<void> {
  const sql = (text: string, rows: unknown) => space.app.sql(text, [space.uuid, JSON.stringify(rows)])
  // The versions have their own instants.
  await space.app.sql('alter table compliance_records disable trigger user')
  await sql(
    `insert into crew (workspace_id, id, display_name)
     select $1, id, id from jsonb_to_recordset($2::jsonb) as r (id text)`,
    all.map(({ crewId }) => ({ id: crewId })),
  )
  const flights = all.flatMap(({ crewId, flights: own }) =>
    own.flatMap((flight) => {
      const row = {
        id: flight.id,
        crew: crewId,
        at: iso(flight.flownAt),
        landings: flight.landings,
        created: iso(flight.enteredAt),
        approved: iso(flight.approvedAt),
        reverses: null as string | null,
      }
      const reversal = { id: newId('flt'), reverses: flight.id, created: iso(flight.reversedAt) }
      return flight.reversedAt === null ? [row] : [row, { ...row, ...reversal, approved: reversal.created }]
    }),
  )
  await sql(
    `insert into flights (workspace_id, id, status, aircraft_id, from_airport, to_airport, off_block_at, take_off_at,
        landing_at, on_block_at, day_take_offs, day_landings, created_at, approved_at, reverses_flight_id)
     select $1, id, case when approved is null then 'draft' else 'approved' end, '${plane.id}', 'KFNL', 'KGXY', at, at,
            at + interval '50 min', at + interval '50 min', landings, landings, created, approved, reverses
       from jsonb_to_recordset($2::jsonb) as r (id text, at timestamptz, landings integer, created timestamptz,
              approved timestamptz, reverses text)
      order by reverses is not null`,
    flights,
  )
  await sql(
    `update flights f set reversed_by_flight_id = r.id
       from jsonb_to_recordset($2::jsonb) as r (id text, reverses text)
      where f.workspace_id = $1 and f.id = r.reverses`,
    flights,
  )
  await sql(
    `insert into flight_crew (workspace_id, flight_id, crew_id, role, position, is_sole_manipulator, day_take_offs,
        night_take_offs, day_landings, night_landings, day_full_stop_landings, night_full_stop_landings, approaches, holds)
     select $1, id, crew, 'pic', 0, true, landings, 0, landings, 0, 0, 0, 0, 0
       from jsonb_to_recordset($2::jsonb) as r (id text, crew text, landings integer)`,
    flights,
  )
  const records = all.flatMap(({ crewId, records: own }) => own.map((record) => ({ ...record, crewId })))
  const rows = records.flatMap(({ id, kind, crewId, versions, withdrawnAt }) =>
    versions.map((version, index) => ({
      id,
      crew: crewId,
      withdrawn: iso(withdrawnAt),
      version: index + 1,
      isLast: index === versions.length - 1,
      changed: iso(version.changedAt),
      kind,
      title: kind === 'medical' ? 'Medical certificate' : 'Flight review',
      issued_on: version.issuedOn,
      expires_on: version.expiresOn,
      expiry_source: 'rule',
      medical_class: version.medicalClass,
      age_at_exam: version.ageAtExam,
    })),
  )
  await sql(
    `insert into compliance_records (workspace_id, id, crew_id, kind, title, issued_on, expires_on, expiry_source,
        medical_class, age_at_exam, warning_days, withdrawn_at, withdrawn_reason, change, changed_by)
     select $1, id, crew, kind, title, issued_on, expires_on, expiry_source, medical_class, age_at_exam, 60, withdrawn,
            case when withdrawn is not null then 'Not signed' end, 'created', 'test'
       from jsonb_to_recordset($2::jsonb) as r (id text, crew text, kind text, title text, issued_on date,
              expires_on date, expiry_source text, medical_class text, age_at_exam smallint, withdrawn timestamptz)`,
    rows.filter(({ isLast }) => isLast),
  )
  await space.app.sql(
    `insert into compliance_versions (workspace_id, id, record_id, version, record, changed_at)
     select $1, v.id, r ->> 'id', (r ->> 'version')::integer, r - 'version', (r ->> 'changed')::timestamptz
       from jsonb_array_elements($2::jsonb) with ordinality as e (r, n)
       join unnest($3::text[]) with ordinality as v (id, n) using (n)`,
    [space.uuid, JSON.stringify(rows), rows.map(() => newId('cmv'))],
  )
}

/** The last version that somebody knew of by then, of a record that was not withdrawn by then. */
function knownVersion({ records, asOf }: History, kind: Kept['kind']): Version | null {
  const record = records.find((candidate) => candidate.kind === kind)
  if (!record || (record.withdrawnAt !== null && record.withdrawnAt <= asOf)) return null
  const known = record.versions.filter(({ changedAt, issuedOn }) => changedAt <= asOf && issuedOn <= on)
  return known.at(-1) ?? null
}

/** 61.57(a): three take-offs and landings within the preceding 90 days, of flights that were known to be approved. */
function slowLandings({ flights, asOf }: History): 'yes' | 'no' {
  const counted = flights.filter(
    ({ enteredAt, approvedAt, reversedAt }) =>
      enteredAt <= asOf &&
      approvedAt !== null &&
      approvedAt <= asOf &&
      (reversedAt === null || reversedAt > asOf),
  )
  const recent = counted.filter(
    ({ flownAt }) => dayOf(flownAt + 50 * 60_000) >= dayOf(Date.parse(on) - 90 * dayMs),
  )
  return recent.reduce((sum, { landings }) => sum + landings, 0) >= 3 ? 'yes' : 'no'
}

function slowVerdicts(history: History): Record<string, string> {
  const review = knownVersion(history, 'flight_review')
  const medical = knownVersion(history, 'medical')
  return {
    '61.57(a)': slowLandings(history),
    '61.56(c)': slowReview(review?.issuedOn ?? null, on),
    '61.23': medical ? slowMedical(medical as never, 'private', on) : 'insufficient_data',
  }
}

test(`${histories} histories have the verdicts of what was known by a past instant`, {
  timeout: 60_000 + histories * 500,
}, async () => {
  const all = Array.from({ length: histories }, randomHistory)
  await write(all)
  const seen = new Map<string, number>()
  let changed = 0
  for (const history of all) {
    const ask = async (more: string) => {
      const query = `person_id=${history.crewId}&aircraft_id=${plane.id}&passengers=true&at=${iso(flightAt)}${more}`
      const { status, data, text } = await space.owner.get(`/api/v1/compliance/eligibility?${query}`)
      assert.equal(status, 200, text)
      return Object.fromEntries(
        data.rules.map(({ rule, verdict }: { rule: string; verdict: string }) => [rule, verdict]),
      ) as Record<string, string>
    }
    const then = await ask(`&as_of=${iso(history.asOf)}`)
    const slow = slowVerdicts(history)
    for (const [rule, verdict] of Object.entries(slow)) {
      assert.equal(then[rule], verdict, `${rule} as of ${iso(history.asOf)}: ${JSON.stringify(history)}`)
      seen.set(`${rule} ${verdict}`, (seen.get(`${rule} ${verdict}`) ?? 0) + 1)
    }
    const later = slowVerdicts({ ...history, asOf: Date.UTC(2030, 0, 1) })
    if (JSON.stringify(later) !== JSON.stringify(slow)) changed++
  }
  // What was known then has to differ often enough from what is known now.
  assert.ok(changed > histories / 10, `${changed} changed`)
  for (const rule of ['61.57(a)', '61.56(c)', '61.23'])
    for (const verdict of ['yes', 'no'])
      assert.ok((seen.get(`${rule} ${verdict}`) ?? 0) > 5, `${rule} ${verdict}`)
})
