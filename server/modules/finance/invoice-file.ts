import { buffer } from 'node:stream/consumers'
import { sql, type Tx } from '#platform/database/database.ts'
import { bytesOfMb } from '#platform/files/storage-limit.ts'
import { downloadFile, storeFile } from '#platform/files/stored-file.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import type { Download } from '#platform/kernel/context.ts'
import { roomFor } from '#platform/kernel/entitlement.ts'
import type { Services } from '#platform/kernel/installation.ts'
import { operation } from '#platform/kernel/operation.ts'
import { notFound } from '#platform/kernel/problem.ts'
import { Type } from '#platform/kernel/schema.ts'
import type { DrawnPaper } from '#platform/paper/paper.ts'
import { Invoice, type InvoiceForm } from './invoice.ts'
import { invoicePaper } from './invoice-paper.ts'
import { invoiceStates } from './invoice-state.ts'

const reading = {
  method: 'GET',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Invoice,
  answers: 'file',
  response: Type.String(),
} as const

export const getInvoiceXml = operation({
  ...reading,
  id: 'getInvoiceXml',
  path: '/api/v1/finance/invoices/:id/xml',
  summary: 'Get an invoice as XML (UBL 2.1, EN 16931)',
  description: 'The bytes of `contentSha256`: they are written when the invoice is issued, and never change.',
  async handle({ tx, record }) {
    requireIssued(record)
    const { xml } = await tx.one(
      sql<'xmlOfInvoice'>`select xml from finance_invoices where id = ${record.id}`,
    )
    if (xml === null) throw notFound()
    return { filename: `${record.documentNumber}.xml`, contentType: 'application/xml', body: xml }
  },
})

export const getInvoicePdf = operation({
  ...reading,
  id: 'getInvoicePdf',
  path: '/api/v1/finance/invoices/:id/pdf',
  summary: 'Get an invoice as PDF',
  description:
    'Shows the seller and the buyer as they were when the invoice was issued. It is drawn once, and its bytes never change.',
  async handle({ tx, record, services, principal }) {
    requireIssued(record)
    const { uuid } = principal.workspace
    const fileId = await paperOf(tx, record.id)
    if (fileId) return downloadFile(tx, services, uuid, fileId)
    const paper = invoicePaper(record, await creditedDocument(tx, record))
    return { ...paper, body: (owner) => drawOnce(services, { uuid, owner, invoice: record, paper }) }
  },
})

/** The PDF of an issued invoice, as it was drawn first. */
export async function storedPaper(
  tx: Tx,
  services: Services,
  uuid: string,
  invoice: InvoiceForm,
): Promise<Download> {
  const fileId = await paperOf(tx, invoice.id)
  return fileId
    ? downloadFile(tx, services, uuid, fileId)
    : invoicePaper(invoice, await creditedDocument(tx, invoice))
}

/** @throws Problem `invoice_state` for a draft. */
function requireIssued(invoice: InvoiceForm): void {
  if (invoice.number === null) throw invoiceStates.refuse('A draft has no document yet: issue it first')
}

async function paperOf(tx: Tx, invoiceId: string): Promise<string | null> {
  const paper = await tx.first(sql<'paperOfInvoice'>`
    select file_id as "fileId" from finance_invoice_papers where invoice_id = ${invoiceId}`)
  return paper?.fileId ?? null
}

async function creditedDocument(tx: Tx, { creditsInvoiceId }: InvoiceForm): Promise<string | null> {
  return creditsInvoiceId === null ? null : (await Invoice.get(tx, creditsInvoiceId)).documentNumber
}

interface Drawing {
  uuid: string
  owner: string
  invoice: InvoiceForm
  paper: DrawnPaper
}

/** Draws the paper of an invoice after the transaction of its reader, and stores it: of two, both get the first one. */
async function drawOnce(services: Services, { uuid, owner, invoice, paper }: Drawing): Promise<Buffer> {
  const bytes = await paper.draw(owner)
  return services.database.tenant({ workspaceId: uuid }, async (tx) => {
    await tx.run(sql`select 1 from finance_invoices where id = ${invoice.id} for update`)
    const fileId = await paperOf(tx, invoice.id)
    if (fileId) return buffer(services.files.read(uuid, fileId))
    await storePaper(tx, services, { uuid, invoice, bytes })
    return bytes
  })
}

/** A workspace without room for files can still send its invoices: they are drawn again. */
async function storePaper(
  tx: Tx,
  services: Services,
  { uuid, invoice, bytes }: { uuid: string; invoice: InvoiceForm; bytes: Buffer },
): Promise<void> {
  const { most, used } = await roomFor(tx, services, uuid, 'max_storage_mb')
  if (used + bytes.length / bytesOfMb > most) return
  const file = { bytes, contentType: 'application/pdf', extension: 'pdf' }
  const { id } = await storeFile(tx, services, uuid, file, `${invoice.documentNumber}.pdf`, new Date())
  await tx.run(sql`
    insert into finance_invoice_papers (workspace_id, invoice_id, file_id) values (${uuid}, ${invoice.id}, ${id})`)
}

/** Draws what was issued and nobody has asked for yet, so that its bytes are settled soon after its issue. */
export const drawIssuedInvoices = sweep({
  name: 'finance.papers',
  everyMs: 5 * 60_000,
  table: 'finance_invoices',
  due: ({ now }) => sql`t.number is not null and t.issued_at < ${now}::timestamptz - interval '1 minute'
      and not exists (select from finance_invoice_papers p
                       where p.workspace_id = t.workspace_id and p.invoice_id = t.id)`,
  async judge(tx, { id, workspaceUuid: uuid, services }) {
    const invoice = await Invoice.get(tx, id)
    const paper = invoicePaper(invoice, await creditedDocument(tx, invoice))
    await storePaper(tx, services, { uuid, invoice, bytes: await paper.draw(uuid) })
    return []
  },
})
