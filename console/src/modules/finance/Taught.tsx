import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { quantity } from './moneyColumns.tsx'
import { t } from './truthStrings.ts'

const w = t.taught

/** What an instructor taught, as it was charged. */
export default function Taught() {
  const taught = useQuery({ queryKey: ['charge', 'taught'], queryFn: () => get('/api/v1/finance/taught') })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={taught}>
        {({ items }) => (
          <PlainTable
            label={w.title}
            rows={items}
            rowKey={(line) => line.chargeId}
            empty={w.empty}
            row={(line) => (
              <>
                <td>
                  <AppLink to={`/flights/${line.flightId}`}>
                    <DateOf on={line.on} />
                  </AppLink>
                </td>
                <td>{line.accountName}</td>
                <td>{labelOf('Taught.kind', line.kind)}</td>
                <td>{quantity(line.quantityThousandths, line.unit)}</td>
                <td>
                  {line.netMinor !== null && line.currency !== null
                    ? formatMoney(line.netMinor, line.currency)
                    : null}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </>
  )
}
