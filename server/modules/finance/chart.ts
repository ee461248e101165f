import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { nullable, type Static, Type, text } from '#platform/kernel/schema.ts'
import { accountKinds } from './account.ts'
import { billingRoles, moneyReaders } from './roles.ts'

const chartKind = recordKind({
  name: 'finance_chart',
  prefix: null,
  title: { one: 'chart of accounts', many: 'charts of accounts' },
  page: '/finance/ledger',
  alsoChanges: ['ledger_posting'],
})
const code = nullable(text(1, 40))
const codes = Object.fromEntries(accountKinds.map((kind) => [kind, code])) as Record<
  (typeof accountKinds)[number],
  typeof code
>
const Chart = Type.Object(codes, { title: 'ChartOfAccounts' })
type ChartForm = Static<typeof Chart>

async function chartOf(tx: Tx): Promise<ChartForm> {
  const rows = await tx.rows(sql<'chartCodes', { kind: (typeof accountKinds)[number] }>`
    select kind, code from finance_chart_codes`)
  const known = new Map(rows.map((row) => [row.kind, row.code]))
  return Object.fromEntries(accountKinds.map((kind) => [kind, known.get(kind) ?? null])) as ChartForm
}

export const getChart = operation({
  id: 'getFinanceChart',
  method: 'GET',
  path: '/api/v1/finance/chart',
  summary: 'Get the chart of accounts',
  description: 'The code of each kind of account in your accounting, which ledger exports use.',
  scope: 'finance:read',
  roles: moneyReaders,
  stability: 'beta',
  response: Chart,
  handle: ({ tx }) => chartOf(tx),
})

export const setChart = operation({
  id: 'setFinanceChart',
  method: 'PUT',
  path: '/api/v1/finance/chart',
  summary: 'Set the chart of accounts',
  description: 'Replaces the code of each kind of account. An account with a code of its own keeps it.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  audits: 'finance_chart.updated',
  response: Chart,
  body: Type.Partial(Type.Object(codes)),
  async handle({ tx, body, principal, emit }) {
    const rows = Object.entries(body).flatMap(([kind, value]) => (value ? [{ kind, code: value }] : []))
    await tx.run(sql`delete from finance_chart_codes`)
    await tx.run(sql`
      insert into finance_chart_codes (workspace_id, kind, code)
      select ${principal.workspace.uuid}::uuid, c.kind, c.code
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(kind text, code text)`)
    emit({
      type: 'finance_chart.updated',
      subject: { type: chartKind.name, id: principal.workspace.id },
    })
    return chartOf(tx)
  },
})
