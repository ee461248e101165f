import { createHash } from 'node:crypto'
import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { operation } from '#platform/kernel/operation.ts'
import type { Principal } from '#platform/kernel/principal.ts'
import { problem } from '#platform/kernel/problem.ts'
import type { Static } from '#platform/kernel/schema.ts'
import { nextNumbers, yearIn } from '#platform/series/next-code.ts'
import { Account, type AccountForm } from './account.ts'
import { type Buyer, Invoice, type InvoiceForm } from './invoice.ts'
import { documentOf } from './invoice-document.ts'
import { followMoney, invoiceIssued, invoiceStates } from './invoice-state.ts'
import { requireValid } from './invoice-valid.ts'
import { daysAfter, localDay } from './local-day.ts'
import { postEntry, standardAccounts } from './post-entry.ts'
import { billingRoles } from './roles.ts'
import { type SellerForm, sellerIncomplete, sellerOf } from './seller.ts'
import { settleInvoice } from './settle-invoice.ts'
import { writeUbl } from './write-ubl.ts'

const numberTaken = problem('number_taken', 409, {
  meaning: 'Another invoice of this series and year has the number that comes next',
  fix: 'Issue it in another series: a number of this one was written past the counter.',
})
export const numberRefusals = { finance_invoices_number: () => numberTaken() }
export const creditExceedsInvoice = problem('credit_exceeds_invoice', 422, {
  meaning: 'A credit note takes back no more than the invoice and its other credit notes leave',
  fix: 'Credit what is left of each line; `details` names the lines.',
})

export const issueInvoice = operation({
  id: 'issueInvoice',
  method: 'POST',
  path: '/api/v1/finance/invoices/:id/issue',
  summary: 'Issue an invoice',
  description:
    'Gives the draft its number, copies the seller and the buyer, and posts it. An issued invoice never changes: credit it and issue a new one. A credit note reduces the open amount of its invoice.',
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  on: Invoice,
  move: invoiceStates.issue,
  emits: invoiceIssued,
  refusals: numberRefusals,
  response: Invoice.schema,
  async handle({ tx, record, principal, now, move, emit }) {
    const { columns, emissions } = await prepareIssue(tx, principal, record, now)
    await move.make(columns)
    emissions.push(...(await settleCredit(tx, record)))
    emissions.forEach(emit)
    return Invoice.get(tx, record.id)
  },
})

type Posted = Parameters<typeof invoiceStates.issue.apply>[2]

/** Issues a draft that was just made, as a part of another operation. @returns what to emit beside its own event. */
export async function issueDraft(
  tx: Tx,
  principal: Principal,
  invoiceId: string,
  now: Date,
): Promise<Emission[]> {
  const draft = await Invoice.get(tx, invoiceId)
  const { columns, emissions } = await prepareIssue(tx, principal, draft, now)
  await invoiceStates.issue.apply(tx, draft, columns)
  return [...emissions, ...(await settleCredit(tx, draft))]
}

/** Checks a draft, gives it its number and posts it. @returns what makes it an issued one. */
async function prepareIssue(
  tx: Tx,
  principal: Principal,
  record: InvoiceForm,
  now: Date,
): Promise<{ columns: NonNullable<Posted>; emissions: Emission[] }> {
  const { workspace } = principal
  // The invoice before the series, so that everybody locks in one order.
  if (record.creditsInvoiceId)
    await tx.run(sql`select 1 from finance_invoices where id = ${record.creditsInvoiceId} for update`)
  const issuedOn = localDay(now, workspace.timezone)
  await settleInvoice(tx, record, issuedOn)
  const draft = await Invoice.get(tx, record.id)
  const account = await Account.get(tx, draft.accountId)
  const seller = requireSeller(await sellerOf(tx, workspace.name), draft)
  const buyer = buyerOf(account, seller.address)
  const dueOn = draft.kind === 'invoice' ? daysAfter(issuedOn, account.paymentDays) : issuedOn
  const credited = draft.creditsInvoiceId ? await Invoice.get(tx, draft.creditsInvoiceId) : null
  const issued = {
    ...draft,
    issuedOn,
    dueOn,
    seller,
    buyer,
    creditsDocument: credited?.documentNumber ?? null,
    creditsIssuedOn: credited?.issuedOn ?? null,
    workspaceId: workspace.id,
  }
  requireValid(issued)
  const year = yearIn(now, workspace.timezone)
  const prefix = `invoice ${draft.series}`
  const [number = 0] = await nextNumbers(tx, { workspaceUuid: workspace.uuid, prefix, year }, 1)
  const documentNumber = `${draft.series}-${year}-${String(number).padStart(5, '0')}`
  const xml = writeUbl(documentOf({ ...issued, documentNumber }))
  const { emissions } = await post(tx, principal, { ...draft, documentNumber }, now)
  const columns = {
    year,
    number,
    issued_on: issuedOn,
    issued_at: now,
    due_on: dueOn,
    seller: JSON.stringify(seller),
    buyer: JSON.stringify(buyer),
    xml,
    content_sha256: createHash('sha256').update(xml).digest('hex'),
  }
  return { columns, emissions }
}

async function post(tx: Tx, principal: Principal, invoice: InvoiceForm, now: Date) {
  const standard = await standardAccounts(tx, principal.workspace.uuid, invoice.currency)
  return postEntry(tx, principal, {
    occurredAt: now,
    description: `${invoice.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${invoice.documentNumber}`,
    source: { type: 'invoice', id: invoice.id },
    currency: invoice.currency,
    postings: [
      { accountId: invoice.accountId, amountMinor: invoice.totalMinor },
      { accountId: standard.revenue, amountMinor: -invoice.netMinor },
      { accountId: standard.tax, amountMinor: -invoice.taxMinor },
    ],
  })
}

/** A credit note takes off what is open of its invoice; the rest stays open on the note, in the customer's favor. */
async function settleCredit(tx: Tx, note: InvoiceForm): Promise<Emission[]> {
  if (note.creditsInvoiceId === null) return []
  const { totalMinor } = await Invoice.get(tx, note.id)
  const { credited, open, total } = await tx.one(sql<'openOfCredited'>`
    select open_minor::bigint as open, total_minor as total,
           (select coalesce(-sum(n.total_minor), 0) from finance_invoices n
             where n.workspace_id = t.workspace_id and n.credits_invoice_id = t.id
               and n.number is not null)::bigint as credited
      from finance_invoices t where id = ${note.creditsInvoiceId}`)
  if (credited > total)
    throw creditExceedsInvoice(undefined, { details: [{ field: 'lines', message: 'are more than is left' }] })
  const applied = Math.min(Number(open), -totalMinor)
  await tx.run(sql`
    update finance_invoices
       set credited_minor = credited_minor
             + case when id = ${note.id} then ${-applied}::bigint else ${applied}::bigint end
     where id in (${note.id}, ${note.creditsInvoiceId})`)
  return followMoney(tx, note.creditsInvoiceId)
}

type SellerCopy = NonNullable<InvoiceForm['seller']>

/** @throws Problem `seller_incomplete` that names each field that is missing. */
function requireSeller(
  { roundingRule: _rule, fboTaxCode: _code, instructorsSeePrices: _sees, ...seller }: SellerForm,
  draft: InvoiceForm,
): SellerCopy {
  const needsTaxNumber = draft.lines.some(({ taxCategory }) => taxCategory !== null && taxCategory !== 'O')
  const missing = [
    ...(seller.name === null ? ['name'] : []),
    ...(seller.address === null ? ['address'] : []),
    ...(needsTaxNumber && seller.taxNumber === null ? ['taxNumber'] : []),
  ]
  if (missing.length > 0 || seller.name === null || seller.address === null)
    throw sellerIncomplete(`The seller lacks: ${missing.join(', ')}`, {
      details: missing.map((field) => ({ field: `seller.${field}`, message: 'is missing' })),
    })
  return { ...seller, name: seller.name, address: seller.address }
}

/** Who is billed. Somebody without an address is taken to be in the country of the seller. */
const buyerOf = (account: AccountForm, { country }: { country: string }): Static<typeof Buyer> => ({
  name: account.name,
  address: account.invoiceAddress ?? { country },
  taxNumber: account.taxNumber,
  email: account.email,
})
