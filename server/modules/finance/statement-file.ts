import type { Download } from '#platform/kernel/context.ts'
import { operation } from '#platform/kernel/operation.ts'
import { newPaper, paperAnswer } from '#platform/paper/paper.ts'
import { formatMinor } from '#rules/currency.ts'
import { Account } from './account.ts'
import { localDay } from './local-day.ts'
import { readStatement, type StatementForm, statementQuery } from './statement.ts'

export const getStatementPdf = operation({
  ...paperAnswer,
  id: 'getAccountStatementPdf',
  path: '/api/v1/finance/accounts/:id/statement.pdf',
  summary: 'Get the statement of an account as PDF',
  description: 'The statement as PDF, with the same postings.',
  scope: 'finance:read',
  roles: 'staff',
  stability: 'beta',
  on: Account,
  query: statementQuery,
  async handle({ tx, record, query, principal, now }) {
    const statement = await readStatement(tx, record, query)
    return statementPaper({ account: record, statement, range: query, workspace: principal.workspace, now })
  },
})

/** The statement of an account on paper. */
export function statementPaper(of: {
  account: { id: string; name: string }
  statement: StatementForm
  range: { date_from?: string; date_to?: string }
  workspace: { name: string; timezone: string }
  now: Date
}): Download {
  const { account, statement, range, workspace, now } = of
  const money = (minor: number) => `${formatMinor(minor, statement.currency)} ${statement.currency}`
  const paper = newPaper({ title: `Statement of ${account.name}`, workspace: workspace.name, now })
  const days = [range.date_from && `from ${range.date_from}`, range.date_to && `to ${range.date_to}`]
  paper.paragraph(['All postings', ...days].filter(Boolean).join(' '))
  paper.paragraph(`Opening balance: ${money(statement.openingMinor)}`)
  paper.table(
    [
      { title: 'Date', share: 2 },
      { title: 'Description', share: 6 },
      { title: 'Amount', share: 2.4 },
      { title: 'Balance', share: 2.4 },
    ],
    statement.lines.map((line) => [
      localDay(new Date(line.occurredAt), workspace.timezone),
      line.description,
      money(line.amountMinor),
      money(line.balanceMinor),
    ]),
  )
  paper.heading(`Closing balance: ${money(statement.closingMinor)}`)
  return paper.finish(`statement-${account.id}.pdf`)
}
