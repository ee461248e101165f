import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { m } from './strings.ts'

const w = m.ledger

export default function LedgerPage() {
  const id = useParam('id')
  const entry = useQuery({
    queryKey: ['ledger_entry', id],
    queryFn: () => get('/api/v1/finance/ledger/{id}', { path: { id } }),
  })
  return <Loaded query={entry}>{(data) => <EntryRecord entry={data} />}</Loaded>
}

function EntryRecord({ entry }: { entry: RecordOf<'ledger_entry'> }) {
  const can = useCan()
  const [isReversing, setReversing] = useState(false)
  const reverse = useAction({
    run: (reason: string) =>
      post('/api/v1/finance/ledger/{id}/reverse', { path: { id: entry.id }, body: { reason } }),
    done: w.reversed,
    changes: ['ledger_entry', 'finance_account'],
    quiet: true,
  })
  const isReversible = entry.source.type === 'manual' && !entry.reversesId && !entry.reversedById
  const pages: { [source in typeof entry.source.type]?: 'invoices' | 'payments' } = {
    invoice: 'invoices',
    payment: 'payments',
  }
  const page = pages[entry.source.type]
  return (
    <RecordPage
      title={`${entry.number} · ${entry.description}`}
      id={entry.id}
      back={{ to: '/finance/ledger', label: w.title }}
      actions={
        can('reverseLedgerEntry') && isReversible ? (
          <Button variant="default" onClick={() => setReversing(true)}>
            {w.reverse}
          </Button>
        ) : null
      }
    >
      <Facts
        title={w.facts}
        items={[
          [w.occurredAt, <Instant key="at" at={entry.occurredAt} />],
          [
            w.source,
            page && entry.source.id ? (
              <AppLink key="source" to={`/finance/${page}/${entry.source.id}`}>
                {m[page].title}
              </AppLink>
            ) : null,
          ],
        ]}
      />
      <Section title={w.postings}>
        <PlainTable
          label={w.postings}
          rows={entry.postings}
          rowKey={(posting) => posting.id}
          row={(posting) => (
            <>
              <td>
                <AppLink to={`/finance/accounts/${posting.accountId}`}>{posting.accountName}</AppLink>
              </td>
              <td>{formatMoney(posting.amountMinor, posting.currency)}</td>
            </>
          )}
        />
      </Section>
      {isReversing ? (
        <ConfirmDialog
          title={w.reverseTitle}
          confirm={w.reverse}
          reasonLabel={m.reason}
          onConfirm={(reason) => reverse.mutateAsync(reason)}
          onClose={() => setReversing(false)}
        />
      ) : null}
    </RecordPage>
  )
}
