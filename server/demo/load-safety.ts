import { fileReport } from '#modules/safety/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import type { Secrets } from '#platform/kernel/secrets.ts'
import { elements } from '#rules/part-5.ts'
import { parseCell, tolerabilityOf } from '#rules/risk-matrix.ts'

type Category =
  | 'weather'
  | 'ground_operations'
  | 'airspace'
  | 'maintenance'
  | 'flight_operations'
  | 'human_factors'
type Type = 'hazard' | 'near_miss' | 'incident' | 'concern' | 'observation'

const manager = 'Priya Sundarlal'
const executive = 'Augustin Merrowby'

// How many days ago, and what somebody might have written.
const reports: [daysAgo: number, type: Type, category: Category, title: string, description: string][] = [
  [
    312,
    'near_miss',
    'airspace',
    'Opposite traffic on the practice area boundary',
    'Two of us worked the same altitude at the boundary of the north practice area; we saw the other at half a mile and broke off to the left.',
  ],
  [
    267,
    'hazard',
    'ground_operations',
    'Ice on the ramp in front of hangar 2',
    'The downspout of hangar 2 empties onto the ramp where students walk to the aircraft, and it freezes over every night.',
  ],
  [
    233,
    'incident',
    'flight_operations',
    'Tail strike in a soft-field landing',
    'During soft-field practice the tail touched the runway. The tie-down ring is bent, no other damage was found by the mechanic.',
  ],
  [
    190,
    'concern',
    'human_factors',
    'Five lessons in a row without a break',
    'On Saturdays instructors are booked back to back from eight to six, and the last debriefing is done while walking to the next aircraft.',
  ],
  [
    154,
    'observation',
    'maintenance',
    'Fuel caps left loose after the night wash',
    'Twice this month a fuel cap was only laid on after the aircraft had been washed; both were found in the walk-around.',
  ],
  [
    121,
    'hazard',
    'weather',
    'Afternoon gusts not on the weather screen',
    'The gust front came through twenty minutes before the screen in dispatch showed anything, with three solo students in the pattern.',
  ],
  [
    88,
    'near_miss',
    'ground_operations',
    'Propeller turning as a student approached',
    'A student walked up from behind to hand over a forgotten headset while the engine was still running; the instructor shut down at once.',
  ],
  [
    61,
    'hazard',
    'flight_operations',
    'Simulated engine failure below 500 feet',
    'The exercise was started on upwind below 500 feet over houses. There would have been nowhere to go had the engine not come back.',
  ],
  [
    40,
    'observation',
    'airspace',
    'Drone near the final approach',
    'A small white drone hovered at about 300 feet half a mile from the threshold of runway 33 for several minutes.',
  ],
  [
    23,
    'near_miss',
    'airspace',
    'Converging on base from both sides',
    'We flew a right base as instructed, and met an aircraft on left base for the same runway; nobody was on the tower frequency any more.',
  ],
  [
    9,
    'concern',
    'maintenance',
    'Same squawk written up three times',
    'The left brake of the aircraft has been written up three times as soft, and each time it came back as checked and found good.',
  ],
  [
    2,
    'hazard',
    'ground_operations',
    'Deer inside the fence at dusk',
    'Two deer stood on the taxiway at dusk and ran across the runway as we lined up. The gate at the north end was open again.',
  ],
]

const hazards: [
  title: string,
  consequence: string,
  category: Category,
  initial: string,
  residual: string | null,
  control: string | null,
  kind: string,
][] = [
  [
    'Wildlife on the runway at dusk',
    'A collision on take-off or landing',
    'ground_operations',
    '4B',
    '2B',
    'Runway inspection before the first dusk circuit',
    'procedure',
  ],
  [
    'Solo students caught by gust fronts',
    'Loss of control on landing',
    'weather',
    '4B',
    '3C',
    'Solo ends when gusts within 30 NM exceed 18 kt',
    'procedure',
  ],
  [
    'Traffic conflicts in the north practice area',
    'A collision in the air',
    'airspace',
    '3A',
    '2A',
    'Common frequency, altitude blocks, ADS-B In',
    'engineering',
  ],
  [
    'People near turning propellers',
    'A fatal injury',
    'ground_operations',
    '3A',
    '1A',
    'No boarding or hand-over with the engine running',
    'elimination',
  ],
  [
    'Instructor fatigue on full weekends',
    'Late or wrong intervention',
    'human_factors',
    '4C',
    '3D',
    'At most six lessons a day, a break after three',
    'procedure',
  ],
  [
    'Repeated squawks closed without cause',
    'Brake failure on landing',
    'maintenance',
    '3C',
    null,
    'Third write-up goes to the director of maintenance',
    'procedure',
  ],
  [
    'Simulated engine failures below 500 feet',
    'A landing off field after a real failure',
    'flight_operations',
    '3B',
    '1C',
    'Not below 1,000 feet, never over houses',
    'elimination',
  ],
  [
    'Icy ramp in winter',
    'A fall, a broken bone',
    'ground_operations',
    '4D',
    '2D',
    'Downspout led away, sand by the door',
    'engineering',
  ],
]

/** A safety management of nearly a year: reports, a register, indicators, and a board that is not finished. */
export async function writeSafety(
  tx: Tx,
  { secrets }: { secrets: Secrets },
  workspace: { uuid: string; timezone: string },
  now: Date,
): Promise<void> {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const day = (days: number) => ago(days).toISOString().slice(0, 10)
  for (const [days, type, category, title, description] of reports) {
    const at = ago(days)
    const { reportId } = await fileReport(tx, secrets, {
      workspace,
      mode: 'standard',
      principal: null,
      source: 'api',
      input: { type, category, title, description, occurredAt: at.toISOString(), place: 'KFNL' },
      now: at,
    })
    if (days > 45)
      await tx.run(sql`
        update safety_reports set status = 'closed', closed_at = ${ago(days - 30)}
         where workspace_id = ${workspace.uuid} and id = ${reportId}`)
  }
  for (const [index, [title, consequence, category, initial, residual, control, kind]] of hazards.entries()) {
    const hazardId = newId('haz')
    const at = ago(260 - index * 28)
    await tx.run(sql`
      insert into hazards (workspace_id, id, title, consequence, category, status, owner, review_on,
          created_by_name, created_at)
      values (${workspace.uuid}, ${hazardId}, ${title}, ${consequence}, ${category},
          ${residual ? 'monitored' : 'open'}, ${manager}, ${day(-20 - index * 11)}, ${manager}, ${at})`)
    let initialId: string | null = null
    for (const cell of residual ? [initial, residual] : [initial]) {
      const rating = parseCell(cell, 'icao')
      if (!rating) throw new Error(`${cell} is no cell`)
      const assessmentId = newId('ras')
      await tx.run(sql`
        insert into risk_assessments (workspace_id, id, hazard_id, title, kind, initial_assessment_id,
            severity, likelihood, matrix_version, tolerability, assessed_by, assessed_by_name, created_at)
        values (${workspace.uuid}, ${assessmentId}, ${hazardId}, ${title},
            ${initialId ? 'residual' : 'initial'}, ${initialId}, ${rating.severity}, ${rating.likelihood}, 0,
            ${tolerabilityOf(rating)}, 'demo', ${manager}, ${at})`)
      initialId = assessmentId
    }
    if (control)
      await tx.run(sql`
        insert into risk_controls (workspace_id, id, hazard_id, title, kind, status, owner, due_on)
        values (${workspace.uuid}, ${newId('rct')}, ${hazardId}, ${control}, ${kind},
            ${residual ? 'in_place' : 'planned'}, ${manager}, ${day(-10)})`)
  }
  await writeIndicators(tx, workspace.uuid)
  await writeBoard(tx, workspace.uuid, now, ago, day)
}

// Looked at within seconds of the start, by the work that looks at all of them.
async function writeIndicators(tx: Tx, uuid: string): Promise<void> {
  await tx.run(sql`
    insert into spis (workspace_id, id, name, numerator, report_type, report_category, denominator, per,
        period, direction, watch, warning, critical)
    values (${uuid}, ${newId('spi')}, 'Reports filed', 'reports', null, null, 'hours', 1000, 'rolling_90',
        'higher_is_better', 1, 0.5, 0.1),
      (${uuid}, ${newId('spi')}, 'Near misses', 'reports', 'near_miss', null, 'hours', 1000, 'rolling_90',
        'lower_is_better', 4, 6, 10),
      (${uuid}, ${newId('spi')}, 'Airspace conflicts', 'reports', null, 'airspace', 'departures', 1000,
        'quarter', 'lower_is_better', 5, 8, 12)`)
}

async function writeBoard(
  tx: Tx,
  uuid: string,
  now: Date,
  ago: (days: number) => Date,
  day: (days: number) => string,
): Promise<void> {
  for (const [index, { code }] of elements.entries()) {
    const status = ['5.17', '5.19', '5.9'].includes(code)
      ? 'not_applicable'
      : (['verified', 'implemented', 'verified', 'partial', 'implemented', 'not_started'] as const)[index % 6]
    const isDone = status === 'verified' || status === 'implemented'
    await tx.run(sql`
      insert into compliance_elements (workspace_id, element, status, reason, gaps, implemented_by,
          implemented_by_name, verified_by, verified_by_name, verified_at)
      values (${uuid}, ${code}, ${status},
          ${status === 'not_applicable' ? 'A school under part 141: a voluntary programme' : null},
          ${status === 'partial' ? 'Written, and not yet lived' : null}, ${isDone ? 'demo-manager' : null},
          ${isDone ? manager : null}, ${status === 'verified' ? 'demo-executive' : null},
          ${status === 'verified' ? executive : null}, ${status === 'verified' ? ago(40) : null})`)
    if (isDone)
      await tx.run(sql`
        insert into compliance_evidence (workspace_id, id, element, title, kind, reference, added_by_name,
            created_at)
        values (${uuid}, ${newId('evd')}, ${code}, ${`SMS manual, chapter ${(index % 9) + 1}`}, 'document',
            ${`Page ${index * 3 + 4}`}, ${manager}, ${ago(60)})`)
  }
  const agenda = [{ topic: 'Reports of the quarter' }, { topic: 'Risk register' }, { topic: 'Indicators' }]
  const gateRepair = (days: number) => ({
    what: 'Repair the gate at the north end',
    owner: manager,
    dueOn: day(days - 30),
  })
  for (const [days, status] of [
    [200, 'held'],
    [110, 'held'],
    [-14, 'planned'],
  ] as const)
    await tx.run(sql`
      insert into sms_meetings (workspace_id, id, title, kind, status, held_at, agenda, attendees, minutes,
          actions, created_by_name)
      values (${uuid}, ${newId('smt')}, 'Safety review board', 'review_board', ${status}, ${ago(days)},
          ${JSON.stringify(agenda)}, ${JSON.stringify([{ name: executive }, { name: manager }])},
          ${status === 'held' ? 'Register and indicators were looked at line by line.' : null},
          ${JSON.stringify(status === 'held' ? [gateRepair(days)] : [])}, ${manager})`)
  for (const [office, name] of [
    ['accountable_executive', executive],
    ['safety_manager', manager],
  ] as const)
    await tx.run(sql`
      insert into key_personnel (workspace_id, id, function, name, since_on)
      values (${uuid}, ${newId('kpn')}, ${office}, ${name}, ${day(700)})`)
  await tx.run(sql`
    insert into safety_audits (workspace_id, id, title, kind, status, audited, standard, lead_auditor,
        starts_on, ends_on, created_by_name, created_at)
    values (${uuid}, ${newId('aud')}, 'Fuelling and ramp, autumn', 'internal', 'completed',
        'Fuel farm, bowser, ramp', 'NFPA 407, manual chapter 6', ${manager}, ${day(75)}, ${day(74)},
        ${manager}, ${now})`)
}
