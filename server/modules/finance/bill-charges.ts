import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { projectReach } from '#platform/kernel/principal.ts'
import { invalidFields, projectNotAllowed } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { date, id, type Static, Type } from '#platform/kernel/schema.ts'
import { Account, type AccountForm } from './account.ts'
import { Charge, type ChargeForm } from './charge.ts'
import { creditSeries } from './credit-invoice.ts'
import { draftInvoice } from './draft-invoice.ts'
import { Invoice, series } from './invoice.ts'
import { localDay } from './local-day.ts'
import { billingRoles } from './roles.ts'
import { taxesInForce } from './tax-code.ts'
import { lineOfCharge } from './write-lines.ts'

const billingRun = recordKind({
  name: 'billing_run',
  prefix: null,
  title: { one: 'billing run', many: 'billing runs' },
  page: '/finance/billing',
  alsoChanges: ['charge', 'invoice'],
})
const Run = Type.Object(
  {
    invoices: Type.Array(Invoice.schema),
    skipped: Type.Array(
      Type.Object({ accountId: id('acc'), accountName: Type.String(), reason: Type.String() }),
    ),
  },
  { title: 'BillingRun' },
)
// What one transaction drafts; the next run goes on.
const mostCharges = 2_000
const mostLines = 200

export const billCharges = operation({
  id: 'billCharges',
  method: 'POST',
  path: '/api/v1/finance/invoices/from-charges',
  summary: 'Create drafts of invoices from open charges',
  description:
    'The billing run: a draft for each account, for each project of it, and for what is not subject to tax. Charges that take back billed ones make credit notes of the invoices that billed them. Send `?dry_run=true` first to see what it would make.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  audits: 'billing_run.created',
  response: Run,
  body: Type.Object({
    accountId: Type.Optional(id('acc')),
    all: Type.Optional(Type.Boolean({ description: 'All accounts with open charges.' })),
    until: Type.Optional(date('Charges up to this day; today by default.')),
    series: Type.Optional(series),
  }),
  async handle({ tx, body, principal, now, emit }) {
    if (projectReach(principal) !== null) throw projectNotAllowed()
    if ((body.accountId === undefined) === (body.all !== true))
      throw invalidFields([{ field: 'accountId', message: 'or all: true must be sent, and not both' }])
    const day = localDay(now, principal.workspace.timezone)
    const run = await draftCharges(tx, principal, {
      accountId: body.accountId ?? null,
      until: body.until ?? day,
      series: body.series ?? 'INV',
      day,
    })
    for (const draft of run.invoices) {
      const subject = {
        type: Invoice.name,
        id: draft.id,
        label: draft.accountName,
        projectId: draft.projectId,
      }
      emit({ type: 'invoice.drafted', subject })
    }
    emit({
      type: 'billing_run.created',
      subject: { type: billingRun.name, id: principal.workspace.id },
      changes: [{ field: 'invoices', before: null, after: run.invoices.length }],
    })
    return run
  },
})

/** Makes a draft of the open charges of each account, project and credited invoice. */
export async function draftCharges(
  tx: Tx,
  principal: Principal,
  {
    accountId,
    until,
    series: code,
    day,
  }: { accountId: string | null; until: string; series: string; day: string },
): Promise<Static<typeof Run>> {
  const run: Static<typeof Run> = { invoices: [], skipped: [] }
  const charges = await openCharges(tx, accountId, until)
  const taxes = await taxesInForce(
    tx,
    day,
    charges.map(({ taxCode }) => taxCode),
  )
  for (const group of groupsOf(charges, taxes)) {
    const account = await Account.get(tx, group.accountId)
    // A run over all accounts goes on without the one that is not ready. A run over that one is refused.
    const reason = accountId === null ? whySkipped(account, group, taxes, day) : null
    if (reason) run.skipped.push({ accountId: account.id, accountName: account.name, reason })
    else
      run.invoices.push(
        await Invoice.get(tx, await draftOf(tx, principal, { group, account, day, series: code })),
      )
  }
  return run
}

interface Open extends ChargeForm {
  creditsInvoiceId: string | null
  creditsLineId: string | null
}

async function openCharges(tx: Tx, accountId: string | null, until: string): Promise<Open[]> {
  const rows = await tx.rows(sql<'openCharges'>`
    select t.id, i.id as "creditsInvoiceId", case when i.id is not null then l.id end as "creditsLineId"
      from finance_charges t
      left join finance_charges o on o.workspace_id = t.workspace_id and o.id = t.reverses_id
      left join finance_invoice_lines l on l.workspace_id = t.workspace_id and l.id = o.invoice_line_id
      left join finance_invoices i on i.workspace_id = t.workspace_id and i.id = l.invoice_id and i.number is not null
     where t.status = 'open' and t.occurred_on <= ${until}::date
       and (${accountId}::text is null or t.account_id = ${accountId})
     order by t.occurred_on, t.id limit ${mostCharges} for update of t`)
  if (rows.length === 0) return []
  const charges = await tx.composed<ChargeForm>(`${Charge.select} where t.id = any($1)`, [
    rows.map(({ id: chargeId }) => chargeId),
  ])
  const known = new Map(charges.map((charge) => [charge.id, charge]))
  return rows.flatMap(({ id: chargeId, ...credits }) => {
    const charge = known.get(chargeId)
    return charge ? [{ ...charge, ...credits }] : []
  })
}

interface Group {
  accountId: string
  projectId: string | null
  creditsInvoiceId: string | null
  charges: Open[]
}

type Taxes = Awaited<ReturnType<typeof taxesInForce>>

function whySkipped(account: AccountForm, group: Group, taxes: Taxes, day: string): string | null {
  if (account.status === 'closed') return 'The account is closed'
  const unknown = group.creditsInvoiceId
    ? undefined
    : group.charges.find(({ taxCode }) => !taxes.has(taxCode))
  return unknown ? `The tax code ${unknown.taxCode} is not in force on ${day}` : null
}

/**
 * What goes on one document: an account, a project of it, and the invoice that is credited. EN 16931 lets what is not
 * subject to tax stand beside nothing else, so it gets a document of its own (BR-O-11).
 */
function groupsOf(charges: readonly Open[], taxes: Taxes): Group[] {
  const groups = new Map<string, Group>()
  for (const charge of charges) {
    const { accountId, projectId, creditsInvoiceId } = charge
    const isUntaxed = creditsInvoiceId === null && taxes.get(charge.taxCode)?.category === 'O'
    const key = [accountId, projectId, creditsInvoiceId, isUntaxed].join(' ')
    const group = groups.get(key) ?? { accountId, projectId, creditsInvoiceId, charges: [] }
    if (group.charges.length < mostLines) group.charges.push(charge)
    groups.set(key, group)
  }
  // Charges that block time paid for wait for something that costs.
  return [...groups.values()].filter((group) => group.charges.some(({ netMinor }) => netMinor !== 0))
}

async function draftOf(
  tx: Tx,
  principal: Principal,
  { group, account, day, series: code }: { group: Group; account: AccountForm; day: string; series: string },
): Promise<string> {
  const { charges, creditsInvoiceId } = group
  const net = charges.reduce((sum, { netMinor }) => sum + netMinor, 0)
  const isCredit = creditsInvoiceId !== null || net < 0
  const days = charges.map(({ occurredOn }) => occurredOn)
  const credited = creditsInvoiceId ? await Invoice.get(tx, creditsInvoiceId) : null
  return draftInvoice(tx, principal, {
    account,
    kind: isCredit ? 'credit_note' : 'invoice',
    series: isCredit ? creditSeries : code,
    projectId: group.projectId,
    lines: charges.map((charge) => lineOfCharge(charge, charge.creditsLineId)),
    roundingRule: credited?.roundingRule ?? null,
    note: null,
    periodFrom: days[0] ?? null,
    periodTo: days.at(-1) ?? null,
    creditsInvoiceId,
    day,
  })
}
