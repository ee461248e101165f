import { TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useSession } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { dayIn } from '#ui/time.ts'
import { m } from './strings.ts'
import { t } from './truthStrings.ts'

const w = t.close

/** What a day brought, to count against the till. */
export default function DailyClose() {
  const { workspace } = useSession()
  const [on, setOn] = useState(dayIn(new Date(), workspace.timezone))
  const close = useQuery({
    queryKey: ['payment', 'daily-close', on],
    queryFn: () => get('/api/v1/finance/daily-close', { query: { on } }),
    placeholderData: keepPreviousData,
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <TextInput
        type="date"
        size="xs"
        label={m.date}
        value={on}
        mb="md"
        style={{ maxWidth: 180 }}
        onChange={(event) => setOn(event.currentTarget.value || on)}
      />
      <Loaded query={close}>
        {({ payments, invoices, charges, drafts, unbilledFlights, unapprovedFlights }) => (
          <>
            <Section title={m.payments.title}>
              <PlainTable
                label={m.payments.title}
                rows={payments}
                rowKey={(row) => row.method + row.currency}
                empty={w.noPayments}
                row={(row) => (
                  <>
                    <td>{labelOf('payment.method', row.method)}</td>
                    <td>{w.payments(row.count)}</td>
                    <td>{formatMoney(row.amountMinor, row.currency)}</td>
                  </>
                )}
              />
            </Section>
            <Facts
              title={w.day}
              items={[
                ...invoices.map((row): [string, string] => [
                  w.invoices(row.count),
                  formatMoney(row.totalMinor, row.currency),
                ]),
                ...charges.map((row): [string, string] => [
                  w.charges(row.count),
                  formatMoney(row.netMinor, row.currency),
                ]),
                [w.unapproved, unapprovedFlights],
                [
                  w.unbilled,
                  <AppLink key="unbilled" to="/finance/unbilled">
                    {unbilledFlights}
                  </AppLink>,
                ],
                [w.drafts, drafts],
              ]}
            />
          </>
        )}
      </Loaded>
    </>
  )
}
