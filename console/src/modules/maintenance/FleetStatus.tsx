import { Button } from '@mantine/core'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { FleetStatusLine } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { useGo } from '#ui/place.ts'
import { RecordList } from '#ui/RecordList.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { fleetStates } from './kind.ts'
import { t } from './squawkStrings.ts'
import { dueOf } from './standing.tsx'

const w = t.fleet
type Line = FleetStatusLine

const columns: Column<Line>[] = [
  {
    id: 'aircraft',
    header: w.aircraft,
    sort: 'registration',
    cell: (line) => <AppLink to={`/aircraft/${line.id}`}>{line.registration}</AppLink>,
    text: (line) => line.registration,
  },
  {
    id: 'standing',
    header: w.standing,
    cell: (line) => (
      <>
        <StateBadge of={fleetStates} state={line.standing} />{' '}
        {line.reason ? <span className="dim">{line.reason}</span> : null}
      </>
    ),
    text: (line) => [labelOf('fleet_status.standing', line.standing), line.reason].filter(Boolean).join(': '),
  },
  { id: 'due', header: w.due, cell: dueOf, text: dueOf },
  {
    id: 'squawks',
    header: w.squawks,
    isNumeric: true,
    cell: (line) => (
      <AppLink to="/maintenance/squawks" search={{ aircraft: line.registration, open: 'true' }}>
        {line.openSquawks}
      </AppLink>
    ),
    text: (line) => line.openSquawks,
  },
  {
    id: 'deferrals',
    header: w.deferrals,
    isWide: true,
    cell: (line) => (
      <>
        {line.deferrals} {line.deferralExpiresOn ? <DateOf on={line.deferralExpiresOn} /> : null}
      </>
    ),
    text: (line) => line.deferrals,
  },
  {
    id: 'booking',
    header: w.booking,
    isWide: true,
    cell: ({ nextBooking }) =>
      nextBooking ? (
        <AppLink to={`/schedule/sessions/${nextBooking.id}`}>
          <Instant at={nextBooking.startsAt} />
        </AppLink>
      ) : null,
    text: ({ nextBooking }) => nextBooking?.startsAt ?? null,
  },
]

/** One line for each aircraft, with its word. */
export default function FleetStatus() {
  const go = useGo()
  return (
    <RecordList<Line>
      id="fleet-status"
      subject="aircraft"
      words={w}
      columns={columns}
      load={(query) => get('/api/v1/maintenance/fleet', { query })}
      rowName={(line) => line.registration}
      rowLink={(line) => `/aircraft/${line.id}`}
      actions={
        <>
          <Button variant="default" onClick={() => void go('/maintenance/work-orders')}>
            {w.orderList}
          </Button>
          <Button variant="default" onClick={() => void go('/maintenance/squawks')}>
            {w.squawkList}
          </Button>
        </>
      }
    />
  )
}
