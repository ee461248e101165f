import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { meterText } from '#ui/hours.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { t } from './truthStrings.ts'

const w = t.cost

/** What an hour of each aircraft cost, and what it earned. */
export default function TrueCostList() {
  const cost = useQuery({
    queryKey: ['aircraft', 'true-cost'],
    queryFn: () => get('/api/v1/finance/true-cost'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={cost}>
        {({ items }) => (
          <PlainTable
            label={w.title}
            rows={items}
            rowKey={(aircraft) => aircraft.aircraftId}
            empty={w.empty}
            row={(aircraft) => (
              <>
                <td>
                  <AppLink to={`/finance/true-cost/${aircraft.aircraftId}`}>
                    {aircraft.aircraftRegistration}
                  </AppLink>
                </td>
                <td>{w.hours(meterText('hobbs', aircraft.hoursHundredths))}</td>
                <td>
                  {aircraft.perHourMinor === null
                    ? null
                    : w.perHour(formatMoney(aircraft.perHourMinor, aircraft.currency))}
                </td>
                <td>{w.margin(formatMoney(aircraft.marginMinor, aircraft.currency))}</td>
              </>
            )}
          />
        )}
      </Loaded>
    </>
  )
}
