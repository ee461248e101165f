import { Aircraft } from '#modules/fleet/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { invalidFields, problem } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, Type, text } from '#platform/kernel/schema.ts'
import { Charge } from './charge.ts'
import { localDay } from './local-day.ts'
import { emissionsOfCharges, insertCharges } from './make-charges.ts'
import {
  MeterFinding,
  type MeterFindingForm,
  meterTruthQuery,
  rangeOf,
  readMeterTruth,
} from './meter-truth.ts'
import { postEntry, standardAccounts } from './post-entry.ts'
import { billingRoles, moneyReaders } from './roles.ts'
import { CorrectionLine, type CorrectionLineForm } from './value-finding.ts'

const truthChanged = problem('meter_truth_changed', 409, {
  meaning: 'The findings or what they are worth changed since you read them',
  fix: 'Read the meter truth again, and send its `fingerprint`.',
})

/** What was decided about findings of an aircraft: corrected with money, or explained without. */
export const MeterCorrection = resource({
  name: 'meter_correction',
  prefix: 'mtc',
  title: { one: 'meter correction', many: 'meter corrections' },
  page: '/finance/meter-truth',
  alsoChanges: ['charge', 'ledger_entry', 'finance_account'],
  table: 'finance_meter_corrections',
  schema: Type.Object({
    id: id('mtc'),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    entryId: nullable(id('jen', 'Where time that nobody logged was posted.')),
    reason: nullable(Type.String()),
    findings: Type.Array(MeterFinding),
    lines: Type.Array(CorrectionLine),
    approvedBy: Type.String(),
    createdAt: instant(),
  }),
  joins: 'join aircraft x on x.workspace_id = t.workspace_id and x.id = t.aircraft_id',
  expressions: { aircraftRegistration: 'x.registration', approvedBy: 't.approved_by_name' },
})

export const listMeterCorrections = operation({
  id: 'listMeterCorrections',
  method: 'GET',
  path: '/api/v1/finance/meter-corrections',
  summary: 'List meter corrections',
  description: 'Findings that were corrected or explained, the newest first.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  response: MeterCorrection.schema,
  list: list({
    of: MeterCorrection,
    defaultSort: '-createdAt',
    sorts: { createdAt: { sql: 't.created_at', type: 'timestamptz' } },
    filters: { aircraft_id: { schema: id('acf'), sql: (value) => `t.aircraft_id = ${value}` } },
  }),
})

const writing = {
  method: 'POST',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Aircraft,
  creates: MeterCorrection,
  // Money of all projects.
  project: () => null,
  query: meterTruthQuery,
  response: MeterCorrection.schema,
} as const
const Keys = Type.Array(text(1, 200), { minItems: 1, maxItems: 1_000 })

export const approveMeterCorrection = operation({
  ...writing,
  id: 'approveMeterCorrection',
  path: '/api/v1/finance/aircraft/:id/meter-truth/approve',
  summary: 'Approve the proposed correction of an aircraft',
  description:
    'Creates the proposed charges and credits, and posts the time that nobody logged, in one entry that sums to zero. This settles the findings. If they have changed since you read them, nothing is posted.',
  audits: 'meter_correction.approved',
  body: Type.Object({
    fingerprint: text(1, 100, 'Of the proposal that you read.'),
    findings: Type.Optional(Keys),
  }),
  async handle({ tx, body, query, record, principal, now, emit }) {
    const day = localDay(now, principal.workspace.timezone)
    const truth = await readMeterTruth(tx, record, rangeOf(query, day))
    if (truth.correction.fingerprint !== body.fingerprint) throw truthChanged()
    const findings = chosen(truth.findings, body.findings)
    const keys = new Set(findings.map(({ key }) => key))
    const lines = truth.correction.lines.filter(({ finding }) => keys.has(finding))
    const correctionId = newId('mtc')
    const charged = await insertCharges(tx, principal, await chargesOf(tx, lines, { correctionId, day }))
    const posted = await postUnlogged(tx, principal, {
      lines,
      registration: record.registration,
      correctionId,
      now,
    })
    await settle(tx, principal, {
      correctionId,
      aircraftId: record.id,
      findings,
      lines,
      entryId: posted.entryId,
    })
    for (const emission of [...(await emissionsOfCharges(tx, charged)), ...posted.emissions]) emit(emission)
    return MeterCorrection.get(tx, correctionId)
  },
})

export const explainMeterFindings = operation({
  ...writing,
  id: 'explainMeterFindings',
  path: '/api/v1/finance/aircraft/:id/meter-truth/explain',
  summary: 'Explain findings of an aircraft without a correction',
  description: 'Settles findings that need no money, such as a run on the ground, with the reason.',
  audits: 'meter_correction.explained',
  body: Type.Object({ findings: Keys, reason: text(3, 500) }),
  async handle({ tx, body, query, record, principal, now }) {
    const day = localDay(now, principal.workspace.timezone)
    const truth = await readMeterTruth(tx, record, rangeOf(query, day))
    const correctionId = newId('mtc')
    const findings = chosen(truth.findings, body.findings)
    await settle(tx, principal, {
      correctionId,
      aircraftId: record.id,
      findings,
      lines: [],
      entryId: null,
      reason: body.reason,
    })
    return MeterCorrection.get(tx, correctionId)
  },
})

/** @throws Problem 400 if a key names no open finding. */
function chosen(
  findings: readonly MeterFindingForm[],
  keys: readonly string[] | undefined,
): MeterFindingForm[] {
  if (findings.length === 0) throw truthChanged('There is nothing left to settle')
  if (keys === undefined) return [...findings]
  return keys.map((key, index) => {
    const finding = findings.find((open) => open.key === key)
    if (!finding)
      throw invalidFields([{ field: `findings.${index}`, message: 'names no open finding of this aircraft' }])
    return finding
  })
}

/** A charge of the difference for each payer, at the price that was charged. */
async function chargesOf(
  tx: Tx,
  lines: readonly CorrectionLineForm[],
  { correctionId, day }: { correctionId: string; day: string },
) {
  const charges = []
  for (const line of lines) {
    if (line.by !== 'charge' || line.chargeId === null) continue
    const charge = await Charge.get(tx, line.chargeId)
    charges.push({
      ...charge,
      id: newId('bch'),
      description: `Meter correction: ${charge.description}`.slice(0, 500),
      quantityThousandths: line.quantityThousandths,
      netMinor: line.amountMinor,
      sourceType: 'meter_correction' as const,
      sourceId: line.flightId,
      derivation: { ...charge.derivation, correctionId },
      occurredOn: day,
      reversesId: null,
    })
  }
  return charges
}

/** Posts time that nobody logged to an account of its own, against revenue. */
async function postUnlogged(
  tx: Tx,
  principal: Principal,
  correction: { lines: readonly CorrectionLineForm[]; registration: string; correctionId: string; now: Date },
) {
  const lines = correction.lines.filter(({ by }) => by === 'posting')
  const [first] = lines
  if (!first) return { entryId: null, emissions: [] }
  const postings = []
  for (const [code, inCurrency] of Map.groupBy(lines, ({ currency }) => currency)) {
    const standard = await standardAccounts(tx, principal.workspace.uuid, code, ['clearing', 'revenue'])
    for (const account of ['unattributed', 'revenue'] as const)
      postings.push({
        accountId: account === 'revenue' ? standard.revenue : standard.clearing,
        amountMinor: inCurrency
          .filter((line) => line.account === account)
          .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      })
  }
  return postEntry(tx, principal, {
    occurredAt: correction.now,
    description: `Meter correction of ${correction.registration}`,
    source: { type: 'meter_correction', id: correction.correctionId },
    currency: null,
    postings,
  })
}

async function settle(
  tx: Tx,
  principal: Principal,
  settlement: {
    correctionId: string
    aircraftId: string
    findings: readonly MeterFindingForm[]
    lines: readonly CorrectionLineForm[]
    entryId: string | null
    reason?: string
  },
): Promise<void> {
  const { correctionId, aircraftId, findings, lines, entryId, reason = null } = settlement
  await tx.run(sql`
    insert into finance_meter_corrections (workspace_id, id, aircraft_id, entry_id, reason, findings, lines,
        approved_by_name)
    values (${principal.workspace.uuid}, ${correctionId}, ${aircraftId}, ${entryId}, ${reason},
        ${JSON.stringify(findings)}, ${JSON.stringify(lines)}, ${actorOf(principal).name})`)
  await tx.run(sql`
    insert into finance_settled_findings (workspace_id, aircraft_id, finding, correction_id)
    select ${principal.workspace.uuid}::uuid, ${aircraftId}, f.key, ${correctionId}
      from jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) as f(key text)`)
}
