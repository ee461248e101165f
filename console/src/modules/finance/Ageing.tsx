import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { t } from './truthStrings.ts'

const w = t.ageing
const buckets = [
  'currentMinor',
  'days1To30Minor',
  'days31To60Minor',
  'days61To90Minor',
  'over90Minor',
] as const

/** Who owes what, and for how long. */
export default function Ageing() {
  const ageing = useQuery({ queryKey: ['invoice', 'ageing'], queryFn: () => get('/api/v1/finance/ageing') })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={ageing}>
        {({ items, totals }) => (
          <>
            {totals.map((total) => (
              <Facts
                key={total.currency}
                title={total.currency}
                items={[
                  ...buckets.map((bucket): [string, string] => [
                    w[bucket],
                    formatMoney(total[bucket], total.currency),
                  ]),
                  [w.open, <b key="open">{formatMoney(total.openMinor, total.currency)}</b>],
                  [w.unallocated, formatMoney(total.unallocatedMinor, total.currency)],
                ]}
              />
            ))}
            <PlainTable
              label={w.title}
              rows={items}
              rowKey={(account) => account.accountId}
              empty={w.empty}
              row={(account) => (
                <>
                  <td>
                    <AppLink to={`/finance/accounts/${account.accountId}`}>{account.accountName}</AppLink>
                  </td>
                  <td>
                    {buckets
                      .filter((bucket) => account[bucket] !== 0)
                      .map((bucket) => `${w[bucket]} ${formatMoney(account[bucket], account.currency)}`)
                      .join(', ')}
                  </td>
                  <td>{formatMoney(account.balanceMinor, account.currency)}</td>
                </>
              )}
            />
          </>
        )}
      </Loaded>
    </>
  )
}
