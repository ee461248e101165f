import assert from 'node:assert/strict'
import { type TestWorkspace, workspace } from '#platform/testing/workspace.ts'

const minute = 60_000
export const iso = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z')
/** An instant so many minutes later. */
export const plus = (at: string, minutes: number) => iso(Date.parse(at) + minutes * minute)

interface Plan {
  off: string
  minutes: number
  role?: string
  reportAt?: string
}
/** A limit from both sides of one minute. */
export interface Row {
  name: string
  /** Work for others: its start, its length and how much of it is flown, in minutes. */
  external?: [startsAt: string, minutes: number, flightMinutes: number][]
  duty?: [startsAt: string, endsAt: string][]
  /** Flights of the person: off block, minutes, and whether a second pilot flew. */
  flown?: [offBlockAt: string, minutes: number, isOfTwo?: boolean][]
  operation?: string | null
  legal: Plan
  broken: Plan
  citation: string
  used: number
  limit: number
  earliest: string | null
}

/** A workspace in a time zone, under limits of these profiles. */
export async function operator(t: Parameters<typeof workspace>[0], timezone: string, profiles?: string[]) {
  const ws = await workspace(t)
  await ws.owner.patch('/api/v1/admin/workspace', { timezone })
  if (profiles) await ws.owner.patch('/api/v1/ops/duty/policy', { profiles })
  return ws
}

async function personOf(ws: TestWorkspace, { external = [], duty = [], flown = [] }: Row): Promise<string> {
  const { id: crewId } = await ws.person()
  const periods = [
    ...external.map(([startsAt, minutes, flightMinutes]) => ({
      ...{ kind: 'external', startsAt, endsAt: plus(startsAt, minutes), flightMinutes },
    })),
    ...duty.map(([startsAt, endsAt]) => ({ kind: 'duty', startsAt, endsAt })),
  ]
  for (const period of periods) await ws.made('/api/v1/ops/duty/periods', { crewId, ...period })
  for (const [offBlockAt, minutes, isOfTwo] of flown)
    await ws.made('/api/v1/ops/flights', {
      aircraftId: (await ws.aircraft()).id,
      crew: [{ crewId, role: 'pic' }, ...(isOfTwo ? [{ crewId: (await ws.person()).id, role: 'sic' }] : [])],
      ...{ fromAirport: 'KBJC', toAirport: 'KASE', operation: '135' },
      ...{ offBlockAt, onBlockAt: plus(offBlockAt, minutes) },
    })
  return crewId
}

/** Whether a person may fly it; `operation` null is a flight without one. */
export const check = (ws: TestWorkspace, crewId: string, plan: Plan, operation: string | null) =>
  ws.owner.post(`/api/v1/ops/duty/${crewId}/check`, {
    legs: [
      {
        ...{ offBlockAt: plan.off, onBlockAt: plus(plan.off, plan.minutes) },
        ...{ role: plan.role ?? 'pic', ...(operation === null ? {} : { operation }) },
      },
    ],
    ...(plan.reportAt ? { reportAt: plan.reportAt } : {}),
  })

/** Checks each limit on its legal and its broken side, for a person of its own. */
export async function holdLimits(ws: TestWorkspace, rows: readonly Row[]): Promise<void> {
  const faults: string[] = []
  for (const row of rows) {
    const crewId = await personOf(ws, row)
    const operation = row.operation === undefined ? '135' : row.operation
    const legal = await check(ws, crewId, row.legal, operation)
    if (legal.status !== 200) faults.push(`${row.name}, legal: ${legal.text}`)
    const broken = await check(ws, crewId, row.broken, operation)
    const detail = broken.body.details?.find(
      ({ citation }: { citation: string }) => citation === row.citation,
    )
    const said = [broken.status, broken.body.code, detail?.used, detail?.limit, detail?.earliestLegalStartAt]
    const expected = [422, 'rule_broken', row.used, row.limit, row.earliest]
    if (JSON.stringify(said) !== JSON.stringify(expected))
      faults.push(`${row.name}: expected ${expected}, got ${said}: ${broken.text}`)
    if (row.citation === '14 CFR 135.267(f)') assert.match(detail?.message, /: 12, and 13 are needed \(/)
  }
  assert.deepEqual(faults, [])
}
