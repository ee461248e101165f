import { sql } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import { Invoice } from './invoice.ts'
import { emissionOf, invoiceOverdue } from './invoice-state.ts'

/** Reports each invoice that is not paid by its due date, once. */
export const reportOverdueInvoices = sweep({
  name: 'finance.overdue',
  everyMs: 15 * 60_000,
  actor: 'Finance',
  table: 'finance_invoices',
  due: ({
    today,
  }) => sql`t.overdue_at is null and t.status in ('issued', 'partly_paid') and t.kind = 'invoice'
      and t.due_on < ${today}`,
  async judge(tx, { id, now }) {
    await tx.run(sql`update finance_invoices set overdue_at = ${now} where id = ${id}`)
    return [emissionOf(invoiceOverdue, await Invoice.get(tx, id))]
  },
})
