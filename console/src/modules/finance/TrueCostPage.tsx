import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { meterText } from '#ui/hours.ts'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { CostDialog } from './CostDialog.tsx'
import { t } from './truthStrings.ts'

type Cost = Awaited<ReturnType<typeof get<'/api/v1/finance/aircraft/{id}/true-cost'>>>
const w = t.cost

export default function TrueCostPage() {
  const id = useParam('id')
  const cost = useQuery({
    queryKey: ['aircraft', id, 'true-cost'],
    queryFn: () => get('/api/v1/finance/aircraft/{id}/true-cost', { path: { id } }),
  })
  return <Loaded query={cost}>{(data) => <CostOf cost={data} />}</Loaded>
}

function CostOf({ cost }: { cost: Cost }) {
  const can = useCan()
  const [editing, setEditing] = useState<'costs' | 'reserve' | null>(null)
  const money = (minor: number) => formatMoney(minor, cost.currency)
  const { whole } = cost
  return (
    <RecordPage
      title={`${w.title}: ${cost.aircraftRegistration}`}
      id={cost.aircraftId}
      hasTimeline={false}
      back={{ to: '/finance/true-cost', label: w.title }}
      actions={
        can('setCostSettings') ? (
          <>
            <Button variant="default" onClick={() => setEditing('reserve')}>
              {w.addReserve}
            </Button>
            <Button onClick={() => setEditing('costs')}>{w.edit}</Button>
          </>
        ) : null
      }
    >
      <Facts
        title={w.hours(meterText('hobbs', whole.hoursHundredths))}
        items={[
          [w.hour, whole.perHourMinor === null ? null : <b key="hour">{money(whole.perHourMinor)}</b>],
          [w.total, money(whole.totalMinor)],
          [w.billed, money(whole.billedMinor)],
          [w.marginShort, money(whole.marginMinor)],
        ]}
      />
      {cost.ordersInOtherCurrencies > 0 ? (
        <p className="dim">{w.elsewhere(cost.ordersInOtherCurrencies)}</p>
      ) : null}
      <Section title={w.months}>
        <PlainTable
          label={w.months}
          rows={cost.months}
          rowKey={(month) => month.month}
          row={(month) => (
            <>
              <td>{month.month.slice(0, 7)}</td>
              <td>{meterText('hobbs', month.hoursHundredths)}</td>
              <td>{money(month.totalMinor)}</td>
              <td>{month.perHourMinor === null ? null : w.perHour(money(month.perHourMinor))}</td>
              <td>{month.rateMinor === null ? w.noRate : w.rate(money(month.rateMinor))}</td>
              <td>{w.margin(money(month.marginMinor))}</td>
            </>
          )}
        />
      </Section>
      <Section title={w.sources}>
        <PlainTable
          label={w.sources}
          rows={cost.sources.map((source, index) => ({ ...source, index }))}
          rowKey={(source) => String(source.index)}
          empty={w.noSources}
          row={(source) => (
            <>
              <td>
                <DateOf on={source.month} />
              </td>
              <td>{labelOf('CostSource.kind', source.kind)}</td>
              <td>{source.description}</td>
              <td>{money(source.amountMinor)}</td>
            </>
          )}
        />
      </Section>
      {editing ? (
        <CostDialog aircraftId={cost.aircraftId} what={editing} onClose={() => setEditing(null)} />
      ) : null}
    </RecordPage>
  )
}
