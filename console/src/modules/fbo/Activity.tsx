import { Button, Group, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { get } from '#api/client.ts'
import { useSession } from '#api/session.ts'
import type { FboActivity } from '#api/types.ts'
import { IconDownload } from '#ui/icons.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PageHeader } from '#ui/PageHeader.tsx'
import type { Search } from '#ui/place.ts'
import { formatNumber } from '#ui/region.ts'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import type { Column } from '#ui/table/column.ts'
import { download, toCsv } from '#ui/table/csv.ts'
import { dayIn } from '#ui/time.ts'
import classes from './fbo.module.css'
import { addDays } from './localDay.ts'
import { d } from './tradeStrings.ts'

const w = d.activity
type Period = FboActivity['periods'][number]
const number = (value: number) => formatNumber(value, { maximumFractionDigits: 1 })
const fuel = (period: Period) =>
  period.fuel.map((each) => w.gallons(each.product, number(each.usGallons), number(each.liters))).join(', ')
const revenue = (period: Period) =>
  period.revenue.map((each) => formatMoney(each.amountMinor, each.currency)).join(' + ')

const columns: Column<Period>[] = [
  { id: 'period', header: w.period, cell: (period) => period.period, text: (period) => period.period },
  ...(
    [
      ['arrivals', w.arrivals],
      ['departures', w.departures],
      ['cancelled', w.cancelled],
      ['fuelOrdersDone', w.fuelOrders],
      ['serviceOrdersDone', w.services],
      ['unpricedOrders', w.unpriced],
    ] as const
  ).map(
    ([field, header]): Column<Period> => ({
      id: field,
      header,
      isNumeric: true,
      cell: (period) => period[field] || '',
      text: (period) => period[field],
    }),
  ),
  { id: 'fuel', header: w.fuel, cell: fuel, text: fuel },
  { id: 'revenue', header: w.revenue, isNumeric: true, cell: revenue, text: revenue },
]

/** The sums of all periods, for the last row. */
function totalOf(periods: Period[]): Period {
  const sum = (pick: (period: Period) => number) => periods.reduce((total, period) => total + pick(period), 0)
  const products = [...new Set(periods.flatMap((period) => period.fuel.map((each) => each.product)))].sort()
  const currencies = [
    ...new Set(periods.flatMap((period) => period.revenue.map((each) => each.currency))),
  ].sort()
  const of = (product: string, field: 'liters' | 'usGallons' | 'kg') =>
    sum((period) => period.fuel.find((each) => each.product === product)?.[field] ?? 0)
  return {
    period: w.total,
    arrivals: sum((period) => period.arrivals),
    departures: sum((period) => period.departures),
    cancelled: sum((period) => period.cancelled),
    serviceOrdersDone: sum((period) => period.serviceOrdersDone),
    fuelOrdersDone: sum((period) => period.fuelOrdersDone),
    unpricedOrders: sum((period) => period.unpricedOrders),
    fuel: products.map((product) => ({
      product,
      liters: of(product, 'liters'),
      usGallons: of(product, 'usGallons'),
      kg: of(product, 'kg'),
    })),
    revenue: currencies.map((currency) => ({
      currency,
      amountMinor: sum(
        (period) => period.revenue.find((each) => each.currency === currency)?.amountMinor ?? 0,
      ),
    })),
  }
}

/** The FBO's activity by day or month. */
export default function Activity() {
  const { workspace } = useSession()
  const navigate = useNavigate()
  const params: Search = useSearch({ strict: false })
  const today = dayIn(new Date(), workspace.timezone)
  const query = {
    date_from: params.date_from ?? addDays(today, -29),
    date_to: params.date_to ?? today,
    by: params.by === 'month' ? ('month' as const) : ('day' as const),
  }
  const activity = useQuery({
    queryKey: ['movement', 'activity', query],
    queryFn: () => get('/api/v1/fbo/activity', { query }),
    placeholderData: keepPreviousData,
  })
  const set = (changes: Search) =>
    void navigate({ to: '.', search: { ...params, ...changes }, replace: true })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint(workspace.timezone)}>
        {activity.data ? (
          <Button
            variant="default"
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => download('fbo-activity.csv', toCsv(columns, activity.data?.periods ?? []))}
          >
            {w.csv}
          </Button>
        ) : null}
      </PageHeader>
      <Group gap="sm" mb="md" align="flex-end">
        <TextInput
          size="xs"
          type="date"
          label={w.from}
          value={query.date_from}
          max={query.date_to}
          onChange={(event) => set({ date_from: event.currentTarget.value || undefined })}
        />
        <TextInput
          size="xs"
          type="date"
          label={w.to}
          value={query.date_to}
          min={query.date_from}
          onChange={(event) => set({ date_to: event.currentTarget.value || undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label={w.by}
          value={query.by}
          data={[
            { value: 'day', label: w.day },
            { value: 'month', label: w.month },
          ]}
          onChange={(by) => set({ by })}
        />
      </Group>
      <Loaded query={activity}>{({ periods }) => <ActivityTable periods={periods} />}</Loaded>
    </>
  )
}

function ActivityTable({ periods }: { periods: Period[] }) {
  // Newest first, as everywhere. Periods without activity stay, so that a gap is visible.
  const rows = [totalOf(periods), ...periods.toReversed()]
  return (
    <div className={classes.scroller} role="region" aria-label={w.title} tabIndex={0}>
      <table className={classes.table}>
        <caption className="visually-hidden">{w.title}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" data-numeric={column.isNumeric || undefined}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={row.period} data-total={at === 0 || undefined}>
              {columns.map((column) => (
                <td key={column.id} data-numeric={column.isNumeric || undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
