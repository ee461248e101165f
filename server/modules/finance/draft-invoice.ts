import { db, sql, type Tx } from '#platform/database/database.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { date, id, nullable, oneOf, Type, text } from '#platform/kernel/schema.ts'
import { roundingRules } from '#rules/tax.ts'
import { Account, type AccountForm, accountClosed } from './account.ts'
import { Charge } from './charge.ts'
import { Invoice, type InvoiceForm, series } from './invoice.ts'
import { LineInput } from './invoice-line.ts'
import { invoiceDeleted, invoiceStates } from './invoice-state.ts'
import { localDay } from './local-day.ts'
import { billingRoles } from './roles.ts'
import { sellerOf } from './seller.ts'
import { settleInvoice } from './settle-invoice.ts'
import { lineOf, lineOfCharge, type NewLine, releaseCharges, requireOpen, writeLines } from './write-lines.ts'

const optional = {
  roundingRule: Type.Optional(oneOf(roundingRules, { description: 'That of the seller by default.' })),
  note: Type.Optional(nullable(text(1, 2_000))),
  periodFrom: Type.Optional(nullable(date())),
  periodTo: Type.Optional(nullable(date('This day included.'))),
}
const Lines = Type.Array(LineInput, { minItems: 1, maxItems: 200 })

export const createInvoice = operation({
  id: 'createInvoice',
  method: 'POST',
  path: '/api/v1/finance/invoices',
  summary: 'Create a draft of an invoice',
  description:
    'Creates a draft from lines, or from open charges of the account. It gets its number when it is issued. A key that is limited to projects bills the accounts of its projects.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  creates: Invoice,
  audits: 'invoice.drafted',
  response: Invoice.schema,
  project: async ({ tx, body }) => body.projectId ?? (await projectOf(tx, body.accountId)),
  body: Type.Object({
    accountId: id('acc'),
    projectId: Type.Optional(nullable(id('prj'))),
    series: Type.Optional(series),
    lines: Type.Optional(Lines),
    chargeIds: Type.Optional(Type.Array(id('bch'), { minItems: 1, maxItems: 200 })),
    ...optional,
  }),
  async handle({ tx, body, principal, now }) {
    checkPeriod(body)
    if ((body.lines === undefined) === (body.chargeIds === undefined))
      throw invalidFields([{ field: 'lines', message: 'or chargeIds must be sent, and not both' }])
    const account = await Account.get(tx, body.accountId)
    const invoiceId = await draftInvoice(tx, principal, {
      account,
      kind: 'invoice',
      series: body.series ?? 'INV',
      projectId: body.projectId ?? (await projectOf(tx, body.accountId)),
      lines: body.lines?.map(lineOf) ?? (await linesOfCharges(tx, body.chargeIds ?? [], account.id)),
      roundingRule: body.roundingRule ?? null,
      note: body.note ?? null,
      periodFrom: body.periodFrom ?? null,
      periodTo: body.periodTo ?? null,
      creditsInvoiceId: null,
      day: localDay(now, principal.workspace.timezone),
    })
    return Invoice.get(tx, invoiceId)
  },
})

async function projectOf(tx: Tx, accountId: string): Promise<string | null> {
  const account = await tx.first(sql<'projectOfAccount'>`
    select case when holder_type = 'project' then holder_id end as "projectId"
      from finance_accounts where id = ${accountId}`)
  return account?.projectId ?? null
}

async function linesOfCharges(tx: Tx, chargeIds: readonly string[], accountId: string): Promise<NewLine[]> {
  const charges = []
  for (const chargeId of new Set(chargeIds)) charges.push(await Charge.get(tx, chargeId))
  requireOpen(charges, accountId)
  return charges.map((charge) => lineOfCharge(charge))
}

export interface NewDraft {
  account: AccountForm
  kind: InvoiceForm['kind']
  series: string
  projectId: string | null
  lines: readonly NewLine[]
  /** Null: that of the seller. */
  roundingRule: InvoiceForm['roundingRule'] | null
  note: string | null
  periodFrom: string | null
  periodTo: string | null
  creditsInvoiceId: string | null
  day: string
}

/** Writes a draft with its lines and its totals. @returns its ID. */
export async function draftInvoice(tx: Tx, principal: Principal, draft: NewDraft): Promise<string> {
  const { account, lines, day } = draft
  if (account.status === 'closed')
    throw accountClosed(`The account ${account.name} is closed`, {
      details: [{ field: 'accountId', message: 'is closed' }],
    })
  const invoiceId = newId('ivc')
  const roundingRule = draft.roundingRule ?? (await sellerOf(tx, principal.workspace.name)).roundingRule
  const workspaceUuid = principal.workspace.uuid
  await tx.run(
    db.insertInto('finance_invoices').values({
      workspace_id: workspaceUuid,
      id: invoiceId,
      kind: draft.kind,
      series: draft.series,
      account_id: account.id,
      project_id: draft.projectId,
      currency: account.currency,
      period_from: draft.periodFrom,
      period_to: draft.periodTo,
      rounding_rule: roundingRule,
      credits_invoice_id: draft.creditsInvoiceId,
      note: draft.note,
    }),
  )
  await writeLines(tx, { workspaceUuid, invoiceId }, lines)
  await settleInvoice(tx, { ...draft, id: invoiceId, roundingRule }, day)
  return invoiceId
}

export const updateInvoice = operation({
  id: 'updateInvoice',
  method: 'PATCH',
  path: '/api/v1/finance/invoices/:id',
  summary: 'Update a draft of an invoice',
  description:
    'Changes the fields that you send; the others keep their value. `lines` replaces the lines of a draft that has no charges.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Invoice,
  move: invoiceStates.edit,
  audits: 'invoice.updated',
  response: Invoice.schema,
  body: Type.Object({ lines: Type.Optional(Lines), ...optional }),
  async handle({ tx, body, record, principal, now, move }) {
    checkPeriod({ ...record, ...body })
    await move.make({
      note: body.note,
      period_from: body.periodFrom,
      period_to: body.periodTo,
      rounding_rule: body.roundingRule,
    })
    if (body.lines) {
      if (record.lines.some(({ chargeId, creditsLineId }) => chargeId !== null || creditsLineId !== null))
        throw invalidFields([
          { field: 'lines', message: 'are those of charges: delete the draft, which releases them' },
        ])
      await tx.run(sql`delete from finance_invoice_lines where invoice_id = ${record.id}`)
      await writeLines(
        tx,
        { workspaceUuid: principal.workspace.uuid, invoiceId: record.id },
        body.lines.map(lineOf),
      )
    }
    const changed = await Invoice.get(tx, record.id)
    await settleInvoice(tx, changed, localDay(now, principal.workspace.timezone))
    return Invoice.get(tx, record.id)
  },
})

export const deleteInvoice = operation({
  id: 'deleteInvoice',
  method: 'DELETE',
  path: '/api/v1/finance/invoices/:id',
  summary: 'Delete a draft of an invoice',
  description: 'Its charges wait for another invoice again. An issued invoice is credited instead.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Invoice,
  move: invoiceStates.delete,
  emits: invoiceDeleted,
  async handle({ tx, record }) {
    await releaseCharges(tx, record.id)
    await tx.run(sql`delete from finance_invoice_lines where invoice_id = ${record.id}`)
    await tx.run(sql`delete from finance_invoices where id = ${record.id}`)
  },
})

function checkPeriod({
  periodFrom,
  periodTo,
}: {
  periodFrom?: string | null
  periodTo?: string | null
}): void {
  if (periodFrom && periodTo && periodTo < periodFrom)
    throw invalidFields([{ field: 'periodTo', message: `must not lie before ${periodFrom}` }])
}
