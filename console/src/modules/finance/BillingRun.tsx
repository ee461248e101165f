import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
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
  const body = { all: true, until }
  const see = useAction({
    run: () => post('/api/v1/finance/invoices/from-charges', { body, query: { dry_run: true } as never }),
    changes: [],
    onDone: ({ invoices }) => setPreview(invoices),
  })
  const create = useAction({
    run: () => post('/api/v1/finance/invoices/from-charges', { body }),
    done: ({ invoices }) => w.done(invoices.length),
    changes,
    onDone: ({ invoices }) => {
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
        {preview && preview.length > 0 ? (
          <Button size="xs" loading={create.isPending} onClick={() => create.mutate()}>
            {w.run(preview.length)}
          </Button>
        ) : null}
        {drafts.length > 0 ? (
          <Button size="xs" loading={issue.isPending} onClick={() => issue.mutate()}>
            {w.issueAll(drafts.length)}
          </Button>
        ) : null}
      </Group>
      {preview ? <Drafts title={w.preview} invoices={preview} isMade={false} /> : null}
      {drafts.length > 0 ? <Drafts title={m.invoices.draft} invoices={drafts} isMade /> : null}
    </>
  )
}

function Drafts({ title, invoices, isMade }: { title: string; invoices: Invoice[]; isMade: boolean }) {
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
              {isMade ? (
                <AppLink to={`/finance/invoices/${invoice.id}`}>{invoice.accountName}</AppLink>
              ) : (
                invoice.accountName
              )}
            </td>
            <td>{w.lines(invoice.lines.length)}</td>
            <td>{formatMoney(invoice.totalMinor, invoice.currency)}</td>
          </>
        )}
      />
    </Section>
  )
}
