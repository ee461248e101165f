import { Button, Group, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import type { Column } from '#ui/table/column.ts'
import { download, toCsv } from '#ui/table/csv.ts'
import { m } from './strings.ts'

const w = m.accounts
type Line = { occurredAt: string; description: string; amountMinor: number; balanceMinor: number }

/** Every posting of an account, with the balance after each. */
export function Statement({ account }: { account: RecordOf<'finance_account'> }) {
  const [range, setRange] = useState({ date_from: '', date_to: '' })
  const query = Object.fromEntries(Object.entries(range).filter(([, day]) => day !== ''))
  const statement = useQuery({
    queryKey: ['finance_account', account.id, 'statement', query],
    queryFn: () => get('/api/v1/finance/accounts/{id}/statement', { path: { id: account.id }, query }),
    placeholderData: keepPreviousData,
  })
  const paper = `/api/v1/finance/accounts/${account.id}/statement.pdf?${new URLSearchParams(query)}`
  const money = (minor: number) => formatMoney(minor, account.currency)
  const columns: Column<Line>[] = [
    { id: 'at', header: m.date, cell: (line) => line.occurredAt, text: (line) => line.occurredAt },
    {
      id: 'what',
      header: m.ledger.description,
      cell: (line) => line.description,
      text: (line) => line.description,
    },
    { id: 'amount', header: m.amount, cell: (line) => line.amountMinor, text: (line) => line.amountMinor },
    {
      id: 'balance',
      header: w.balance,
      cell: (line) => line.balanceMinor,
      text: (line) => line.balanceMinor,
    },
  ]
  const field = (name: 'date_from' | 'date_to', label: string) => (
    <TextInput
      size="xs"
      type="date"
      label={label}
      value={range[name]}
      onChange={(event) => setRange({ ...range, [name]: event.currentTarget.value })}
    />
  )
  return (
    <Section title={w.statement}>
      <Group gap="sm" mb="sm" align="flex-end">
        {field('date_from', m.invoices.from)}
        {field('date_to', m.invoices.to)}
        <Button
          size="xs"
          variant="default"
          onClick={() => download('statement.csv', toCsv(columns, statement.data?.lines ?? []))}
        >
          {w.csv}
        </Button>
        <Button size="xs" variant="default" component="a" href={paper} download>
          {w.pdf}
        </Button>
      </Group>
      <Loaded query={statement}>
        {({ lines, openingMinor, closingMinor }) => (
          <>
            <p className="dim">{`${w.opening}: ${money(openingMinor)}`}</p>
            <PlainTable
              label={w.statement}
              rows={lines}
              rowKey={(line) => line.entryId}
              headings={columns.map(({ header }) => header)}
              amounts={2}
              empty={w.noLines}
              row={(line) => (
                <>
                  <td>
                    <Instant at={line.occurredAt} />
                  </td>
                  <td>{line.description}</td>
                  <td>{money(line.amountMinor)}</td>
                  <td>{money(line.balanceMinor)}</td>
                </>
              )}
            />
            <p>
              <b>{`${w.closing}: ${money(closingMinor)}`}</b>
            </p>
          </>
        )}
      </Loaded>
    </Section>
  )
}
