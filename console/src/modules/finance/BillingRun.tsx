import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Checkbox } from '#ui/Checkbox.ts'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { dayIn } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import { m } from './strings.ts'

type Invoice = RecordOf<'invoice'>
const w = m.billing
const changes = ['invoice', 'charge']

/** Drafts of everything that is open: first seen, then made, then issued. */
export default function BillingRun() {
  const { workspace } = useSession()
  const [until, setUntil] = useState(dayIn(new Date(), workspace.timezone))
  const [preview, setPreview] = useState<Invoice[] | null>(null)
  const [drafts, setDrafts] = useState<Invoice[]>([])
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const body = { all: true, until }
  const ticked = [...new Set(preview?.map(({ accountId }) => accountId))].filter((id) => !left.has(id))
  const toMake = preview?.filter(({ accountId }) => !left.has(accountId)).length ?? 0
  const see = useAction({
    run: () => post('/api/v1/finance/invoices/from-charges', { body, query: { dry_run: true } as never }),
    changes: [],
    onDone: ({ invoices }) => {
      setLeft(new Set())
      setPreview(invoices)
    },
  })
  const create = useAction({
    run: async () => {
      if (left.size === 0) return (await post('/api/v1/finance/invoices/from-charges', { body })).invoices
      const made: Invoice[] = []
      for (const accountId of ticked)
        made.push(
          ...(await post('/api/v1/finance/invoices/from-charges', { body: { accountId, until } })).invoices,
        )
      return made
    },
    done: (invoices) => w.done(invoices.length),
    changes,
    onDone: (invoices) => {
      setPreview(null)
      setDrafts(invoices)
    },
  })
  const issue = useAction({
    run: async () => {
      for (const { id } of drafts) await post('/api/v1/finance/invoices/{id}/issue', { path: { id } })
      return drafts.length
    },
    done: (count) => w.issuedAll(count),
    changes,
    onDone: () => setDrafts([]),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          type="date"
          size="xs"
          label={w.until}
          value={until}
          onChange={(event) => {
            setUntil(event.currentTarget.value)
            setPreview(null)
          }}
        />
        <Button variant="default" size="xs" loading={see.isPending} onClick={() => see.mutate()}>
          {w.preview}
        </Button>
        {toMake > 0 ? (
          <Button size="xs" loading={create.isPending} onClick={() => create.mutate()}>
            {w.run(toMake)}
          </Button>
        ) : null}
        {drafts.length > 0 ? (
          <Button size="xs" loading={issue.isPending} onClick={() => issue.mutate()}>
            {w.issueAll(drafts.length)}
          </Button>
        ) : null}
      </Group>
      {preview ? (
        <Drafts
          title={w.preview}
          invoices={preview}
          ticks={{
            has: (accountId) => !left.has(accountId),
            toggle: (accountId) =>
              setLeft(
                new Set(
                  left.has(accountId) ? [...left].filter((id) => id !== accountId) : [...left, accountId],
                ),
              ),
          }}
        />
      ) : null}
      {drafts.length > 0 ? <Drafts title={m.invoices.draft} invoices={drafts} ticks={null} /> : null}
    </>
  )
}

type DraftsProps = {
  title: string
  invoices: Invoice[]
  /** Null once they are made. */
  ticks: { has: (accountId: string) => boolean; toggle: (accountId: string) => void } | null
}

function Drafts({ title, invoices, ticks }: DraftsProps) {
  return (
    <Section title={title}>
      <PlainTable
        label={title}
        rows={invoices}
        rowKey={(invoice) => invoice.id}
        empty={w.nothing}
        row={(invoice) => (
          <>
            <td>
              {ticks ? (
                <Checkbox
                  label={invoice.accountName}
                  checked={ticks.has(invoice.accountId)}
                  onChange={() => ticks.toggle(invoice.accountId)}
                />
              ) : (
                <AppLink to={`/finance/invoices/${invoice.id}`}>{invoice.accountName}</AppLink>
              )}
            </td>
            <td>
              <details>
                <summary>{w.lines(invoice.lines.length)}</summary>
                {invoice.lines.map((line) => (
                  <div key={line.id} className="dim">
                    {`${line.description} ${formatMoney(line.netMinor, invoice.currency)}`}
                  </div>
                ))}
              </details>
            </td>
            <td>{formatMoney(invoice.totalMinor, invoice.currency)}</td>
          </>
        )}
      />
    </Section>
  )
}
