import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { dayIn } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { t } from './truthStrings.ts'

type Run = Awaited<ReturnType<typeof post<'/api/v1/finance/statements/send'>>>
const w = t.statements

const monthBefore = (day: string) => {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() - 1)
  return date.toISOString().slice(0, 7)
}

/** Mails each account its statement of a month. */
export default function StatementRun() {
  const { workspace } = useSession()
  const [month, setMonth] = useState(monthBefore(dayIn(new Date(), workspace.timezone)))
  const [run, setRun] = useState<(Run & { isSent: boolean }) | null>(null)
  const body = { month: `${month}-01` }
  const preview = useAction({
    run: () => post('/api/v1/finance/statements/send', { body, query: { dry_run: true } as never }),
    changes: [],
    onDone: (seen) => setRun({ ...seen, isSent: false }),
  })
  const send = useAction({
    run: () => post('/api/v1/finance/statements/send', { body }),
    done: ({ sent }) => w.done(sent.length),
    changes: [],
    onDone: (made) => setRun({ ...made, isSent: true }),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          type="month"
          size="xs"
          label={w.month}
          value={month}
          onChange={(event) => {
            setMonth(event.currentTarget.value || month)
            setRun(null)
          }}
        />
        <Button variant="default" size="xs" loading={preview.isPending} onClick={() => preview.mutate()}>
          {w.preview}
        </Button>
        {run && !run.isSent && run.sent.length > 0 ? (
          <Button size="xs" loading={send.isPending} onClick={() => send.mutate()}>
            {w.send(run.sent.length)}
          </Button>
        ) : null}
      </Group>
      {run ? (
        <>
          <PlainTable
            label={w.title}
            rows={run.sent}
            rowKey={(account) => account.accountId}
            empty={w.nothing}
            row={(account) => (
              <>
                <td>
                  <AppLink to={`/finance/accounts/${account.accountId}`}>{account.accountName}</AppLink>
                </td>
                <td>{account.to}</td>
                <td>{formatMoney(account.closingMinor, account.currency)}</td>
              </>
            )}
          />
          {run.left > 0 ? <p className="dim">{w.left(run.left)}</p> : null}
          {run.withoutEmail > 0 ? <p className="dim">{w.withoutEmail(run.withoutEmail)}</p> : null}
        </>
      ) : null}
    </>
  )
}
