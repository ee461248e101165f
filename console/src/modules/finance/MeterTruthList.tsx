import { useQuery } from '@tanstack/react-query'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { t } from './truthStrings.ts'

const w = t.truth

/** The aircraft whose meters and bills do not agree. */
export default function MeterTruthList() {
  const truth = useQuery({
    queryKey: ['meter_correction', 'fleet'],
    queryFn: () => get('/api/v1/finance/meter-truth'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={truth}>
        {({ items }) => (
          <PlainTable
            label={w.title}
            rows={items}
            rowKey={(aircraft) => aircraft.aircraftId}
            empty={w.empty}
            row={(aircraft) => (
              <>
                <td>
                  <AppLink to={`/finance/meter-truth/${aircraft.aircraftId}`}>
                    {aircraft.aircraftRegistration}
                  </AppLink>
                </td>
                <td>{w.flown(aircraft.flights)}</td>
                <td>{w.count(aircraft.findings)}</td>
                <td>{aircraft.kinds.map((kind) => labelOf('MeterFinding.kind', kind)).join(', ')}</td>
                <td>{aircraft.unbilledMinutes > 0 ? w.minutes(aircraft.unbilledMinutes) : null}</td>
              </>
            )}
          />
        )}
      </Loaded>
    </>
  )
}
