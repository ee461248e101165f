import { ActionIcon, Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { get } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import type { FboBooking } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { IconChevronLeft, IconChevronRight, IconPlus } from '#ui/icons.ts'
import { Loaded } from '#ui/Loaded.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { useGo } from '#ui/place.ts'
import { Section } from '#ui/RecordPage.tsx'
import { RecordTable } from '#ui/RecordTable.tsx'
import type { Column, Filter } from '#ui/table/column.ts'
import { formatDate, utcToday } from '#ui/time.ts'
import { BookingDialog } from './BookingDialog.tsx'
import { BookingTimeline } from './BookingTimeline.tsx'
import { b } from './bookingStrings.ts'
import { BookingBadge } from './bookingWords.tsx'
import classes from './fbo.module.css'
import { addDays } from './localDay.ts'

const w = b.list
const columns: Column<FboBooking>[] = [
  {
    id: 'tail',
    header: w.tail,
    cell: (booking) => <AppLink to={`/fbo/bookings/${booking.id}`}>{booking.tailNumber}</AppLink>,
    text: (booking) => booking.tailNumber,
  },
  { id: 'unit', header: w.unit, cell: (booking) => booking.unitName, text: (booking) => booking.unitName },
  {
    id: 'from',
    header: w.from,
    sort: 'startsAt',
    cell: (booking) => <Instant at={booking.startsAt} />,
    text: (booking) => booking.startsAt,
  },
  {
    id: 'until',
    header: w.until,
    cell: (booking) => <Instant at={booking.endsAt} />,
    text: (booking) => booking.endsAt,
    isWide: true,
  },
  {
    id: 'customer',
    header: w.customer,
    cell: (booking) => booking.customerName,
    text: (booking) => booking.customerName,
    isWide: true,
  },
  {
    id: 'status',
    header: w.status,
    cell: (booking) => <BookingBadge status={booking.status} />,
    text: (booking) => booking.status,
  },
]
const filters: Filter[] = [
  {
    id: 'status',
    label: w.status,
    options: optionsOf('fbo_booking.status'),
  },
  { id: 'tail_number', label: w.tail, kind: 'text' },
]

export default function BookingList() {
  const can = useCan()
  const go = useGo()
  const [from, setFrom] = useState(() => addDays(utcToday(), -1))
  const [isCreating, setCreating] = useState(false)
  const units = useQuery({
    queryKey: ['fbo_unit', 'all'],
    queryFn: () => get('/api/v1/fbo/units', { query: { page_size: 100 } }),
  })
  const create = can('createFboBooking') ? (
    <Button data-create leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
      {w.create}
    </Button>
  ) : null
  const toUnits = (
    <Button variant="default" onClick={() => go('/fbo/places')}>
      {w.units}
    </Button>
  )
  return (
    <>
      <PageHeader title={w.title}>
        {toUnits}
        {create}
      </PageHeader>
      <Loaded query={units}>
        {(data) =>
          data.items.length === 0 ? (
            <EmptyState title={w.noUnits} hint={w.noUnitsHint}>
              {toUnits}
            </EmptyState>
          ) : (
            <div className={classes.board}>
              <Section
                title={`${formatDate(from)} – ${formatDate(addDays(from, 6))}`}
                actions={
                  <Group gap={4}>
                    <ActionIcon
                      variant="default"
                      size={30}
                      aria-label={w.before}
                      onClick={() => setFrom(addDays(from, -7))}
                    >
                      <IconChevronLeft size={16} aria-hidden />
                    </ActionIcon>
                    <Button variant="subtle" onClick={() => setFrom(addDays(utcToday(), -1))}>
                      {w.today}
                    </Button>
                    <ActionIcon
                      variant="default"
                      size={30}
                      aria-label={w.after}
                      onClick={() => setFrom(addDays(from, 7))}
                    >
                      <IconChevronRight size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                }
              >
                <BookingTimeline units={data.items} from={from} />
              </Section>
              <Section title={w.all}>
                <RecordTable
                  id="fbo-bookings"
                  label={w.title}
                  columns={columns}
                  subject="fbo_booking"
                  load={(query) => get('/api/v1/fbo/bookings', { query })}
                  filters={filters}
                  rowName={(booking) => booking.tailNumber}
                  rowLink={(booking) => `/fbo/bookings/${booking.id}`}
                  words={w}
                  emptyActions={create}
                />
              </Section>
            </div>
          )
        }
      </Loaded>
      {isCreating ? <BookingDialog onClose={() => setCreating(false)} /> : null}
    </>
  )
}
