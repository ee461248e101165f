import { useQuery } from '@tanstack/react-query'
import { post } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useSession } from '#api/session.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { dayIn } from '#ui/time.ts'
import { m } from './strings.ts'

const w = m.rates

/** What the last twelve months would have cost by a version. */
export function Rehearsal({ version }: { version: RecordOf<'rate_version'> }) {
  const { workspace } = useSession()
  const to = dayIn(new Date(), workspace.timezone)
  const from = `${Number(to.slice(0, 4)) - 1}${to.slice(4).replace('02-29', '02-28')}`
  const rehearsal = useQuery({
    queryKey: ['finance_rate', version.id, 'rehearsal', to],
    queryFn: () => post('/api/v1/finance/rates/rehearse', { body: { versionId: version.id, from, to } }),
  })
  return (
    <Loaded query={rehearsal}>
      {({ currency, currentMinor, rehearsedMinor, differenceMinor, unmatched, byAccount, byAircraft }) => (
        <>
          <Facts
            title={w.rehearsal}
            items={[
              [w.current, formatMoney(currentMinor, currency)],
              [w.rehearsed, formatMoney(rehearsedMinor, currency)],
              [w.difference, <b key="difference">{formatMoney(differenceMinor, currency)}</b>],
            ]}
          />
          {unmatched > 0 ? <p className="dim">{w.unmatched(unmatched)}</p> : null}
          <PlainTable
            label={m.accounts.title}
            rows={byAccount.slice(0, 20)}
            rowKey={(account) => account.accountId}
            row={(account) => (
              <>
                <td>{account.accountName}</td>
                <td>{formatMoney(account.differenceMinor, currency)}</td>
              </>
            )}
          />
          <PlainTable
            label={m.unbilled.aircraft}
            rows={byAircraft}
            rowKey={(aircraft) => aircraft.aircraftId ?? ''}
            row={(aircraft) => (
              <>
                <td>{aircraft.registration}</td>
                <td>{formatMoney(aircraft.differenceMinor, currency)}</td>
              </>
            )}
          />
        </>
      )}
    </Loaded>
  )
}
