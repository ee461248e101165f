import { sql } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import { recordKind } from '#platform/kernel/record-kind.ts'
import { date, id, Type } from '#platform/kernel/schema.ts'
import { requireMailBudget } from '#platform/mail/budget.ts'
import { enqueueMail, inOneLine } from '#platform/mail/mail.ts'
import { formatMinor } from '#rules/currency.ts'
import { Account } from './account.ts'
import { localDay } from './local-day.ts'
import { fileOfPaper, isFirstMail } from './mail-document.ts'
import { currency, minor } from './money-field.ts'
import { billingRoles } from './roles.ts'
import { readStatement } from './statement.ts'
import { statementPaper } from './statement-file.ts'

const statementRun = recordKind({
  name: 'statement_run',
  prefix: null,
  title: { one: 'statement run', many: 'statement runs' },
  page: '/finance/statements',
})
// What one run mails; the next goes on.
const mostStatements = 50

export const sendStatements = operation({
  id: 'sendStatements',
  method: 'POST',
  path: '/api/v1/finance/statements/send',
  summary: 'Send the statements of a month by mail',
  description: `The monthly statement run: mails ${mostStatements} accounts their statement of a month, each once, and says how many are left. An account needs an email address and a posting in the month or a balance. Send \`?dry_run=true\` first.`,
  scope: 'finance:write',
  roles: billingRoles,
  stability: 'beta',
  audits: 'statements.sent',
  response: Type.Object(
    {
      month: date('Its first day.'),
      sent: Type.Array(
        Type.Object({
          accountId: id('acc'),
          accountName: Type.String(),
          to: Type.String(),
          currency,
          closingMinor: minor(),
        }),
      ),
      left: Type.Integer({ description: 'How many the next run sends.' }),
      withoutEmail: Type.Integer({
        description: 'Accounts with a posting or a balance, and without an address.',
      }),
    },
    { title: 'StatementRun' },
  ),
  body: Type.Object({ month: Type.Optional(date('A day of the month; the last whole month by default.')) }),
  async handle({ tx, body, principal, now, services, emit }) {
    const { workspace } = principal
    const today = Temporal.PlainDate.from(localDay(now, workspace.timezone))
    const day = body.month ? Temporal.PlainDate.from(body.month) : today.subtract({ months: 1 })
    const from = day.with({ day: 1 }).toString()
    const to = day.with({ day: day.daysInMonth }).toString()
    if (to >= today.toString()) throw invalidFields([{ field: 'month', message: 'must be over' }])
    const accounts = await tx.rows(sql<'accountsToMail'>`
      select a.id, a.email
        from finance_accounts a
        left join finance_balances b on b.workspace_id = a.workspace_id and b.account_id = a.id
       where a.holder_type <> 'internal' and a.status = 'active'
         and (coalesce(b.balance_minor, 0) <> 0 or exists (select from finance_postings p
           where p.workspace_id = a.workspace_id and p.account_id = a.id
             and p.occurred_at >= ${from}::date - 1 and p.occurred_at < ${to}::date + 2))
         and not exists (select from finance_mails m where m.workspace_id = a.workspace_id and m.account_id = a.id
           and m.kind = 'statement' and m.month = ${from}::date)
       order by lower(a.name), a.id for update of a`)
    const withEmail = accounts.flatMap(({ id: accountId, email }) =>
      email === null ? [] : [{ accountId, email }],
    )
    const sent = []
    for (const { accountId, email } of withEmail.slice(0, mostStatements)) {
      const account = await Account.get(tx, accountId)
      const workspaceUuid = workspace.uuid
      await requireMailBudget(services, { workspaceUuid, recipients: [email], areConfirmed: false })
      const mail = { workspaceUuid, accountId, invoiceId: null, recipient: email, now }
      if (!(await isFirstMail(tx, { ...mail, kind: 'statement', month: from }))) continue
      const range = { date_from: from, date_to: to }
      const statement = await readStatement(tx, account, range)
      const paper = statementPaper({ account, statement, range, workspace, now })
      const money = `${formatMinor(statement.closingMinor, statement.currency)} ${statement.currency}`
      await enqueueMail(tx, {
        recipient: email,
        subject: `Statement of ${from.slice(0, 7)}`,
        body: `The statement of ${inOneLine(account.name)} for ${from} to ${to} is attached.\n\nClosing balance: ${money}\n\n${inOneLine(workspace.name)}\n`,
        attachments: [await fileOfPaper(paper, workspaceUuid)],
      })
      sent.push({
        accountId,
        accountName: account.name,
        to: email,
        currency: account.currency,
        closingMinor: statement.closingMinor,
      })
    }
    emit({
      type: 'statements.sent',
      subject: { type: statementRun.name, id: workspace.id },
      changes: [{ field: 'sent', before: null, after: sent.length }],
    })
    return {
      month: from,
      sent,
      left: Math.max(0, withEmail.length - mostStatements),
      withoutEmail: accounts.length - withEmail.length,
    }
  },
})
