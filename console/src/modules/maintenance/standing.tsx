import { Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { FleetStatusLine } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Bar, Hero } from '#ui/Hero.tsx'
import { Instant } from '#ui/Instant.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { remainingText } from './dueWords.tsx'
import { fleetStates } from './kind.ts'
import { t } from './squawkStrings.ts'

const w = t.fleet
type Line = FleetStatusLine
type NextDue = NonNullable<Line['nextDue']>

// A full bar is what most items warn well before: the interval of an inspection, or a season.
const fullHundredths = 10_000
const fullDays = 90

/** "100-hour inspection: 12.4 h", or empty. */
export const dueOf = ({ nextDue }: Pick<Line, 'nextDue'>) =>
  nextDue ? `${nextDue.title}: ${leftOf(nextDue)}` : ''

const leftOf = ({ counter, remainingHundredths, remainingDays }: NextDue) =>
  remainingText({ bindingCounter: counter as 'tach' | null, remainingHundredths, remainingDays })

const tones = {
  overdue: 'red',
  due: 'amber',
  upcoming: 'amber',
  insufficient_data: 'neutral',
  ok: 'neutral',
} as const

function DueBar({ due }: { due: NextDue }) {
  const { remainingHundredths: hours, remainingDays: days } = due
  const share = hours === null ? (days === null ? null : days / fullDays) : hours / fullHundredths
  return share === null ? null : (
    <Bar share={share} tone={tones[due.state]} label={`${due.title}: ${leftOf(due)}`} />
  )
}

async function wholeFleet(): Promise<Line[]> {
  const lines: Line[] = []
  for (let page = 1, pages = 1; page <= pages; page++) {
    const next = await get('/api/v1/maintenance/fleet', { query: { page, page_size: 100 } })
    lines.push(...next.items)
    pages = next.total_pages
  }
  return lines
}

/** What maintenance says of each aircraft, by its ID. */
export function useFleetStanding(): ReadonlyMap<string, Line> {
  const can = useCan()
  const fleet = useQuery({
    queryKey: ['aircraft', 'standing'],
    queryFn: wholeFleet,
    enabled: can('listFleetStatus'),
  })
  return new Map(fleet.data?.map((line) => [line.id, line]))
}

/** When an aircraft flew last, and where it has stood since. */
function LastFlight({ line: { lastFlight } }: { line: Line }) {
  return lastFlight ? (
    <>
      <AppLink to={`/flights/${lastFlight.id}`}>
        <Instant at={lastFlight.onBlockAt} relative />
      </AppLink>{' '}
      {lastFlight.toAirport}
    </>
  ) : null
}

/** Whether an aircraft may fly, what is due next, when it flew last and when it flies next: columns for any list of aircraft. */
export function standingColumns<Row extends { id: string }>(
  standing: ReadonlyMap<string, Line>,
): Column<Row>[] {
  const of = (row: Row) => standing.get(row.id)
  return [
    {
      id: 'standing',
      header: w.standing,
      cell: (row) => {
        const line = of(row)
        return line ? (
          <Group gap={6} wrap="nowrap">
            <StateBadge of={fleetStates} state={line.standing} />
            {line.reason ? <span className="dim">{line.reason}</span> : null}
          </Group>
        ) : null
      },
      text: (row) => {
        const line = of(row)
        return line
          ? [labelOf('fleet_status.standing', line.standing), line.reason].filter(Boolean).join(': ')
          : null
      },
    },
    {
      id: 'due',
      header: w.due,
      isWide: true,
      cell: (row) => {
        const due = of(row)?.nextDue
        return due ? (
          <>
            {dueOf({ nextDue: due })}
            <DueBar due={due} />
          </>
        ) : null
      },
      text: (row) => dueOf({ nextDue: of(row)?.nextDue ?? null }),
    },
    {
      id: 'lastFlight',
      header: w.lastFlight,
      isWide: true,
      cell: (row) => {
        const line = of(row)
        return line ? <LastFlight line={line} /> : null
      },
      text: (row) => of(row)?.lastFlight?.onBlockAt ?? null,
    },
    {
      id: 'booking',
      header: w.booking,
      isWide: true,
      cell: (row) => {
        const booking = of(row)?.nextBooking
        return booking ? (
          <AppLink to={`/schedule/sessions/${booking.id}`}>
            <Instant at={booking.startsAt} />
          </AppLink>
        ) : null
      },
      text: (row) => of(row)?.nextBooking?.startsAt ?? null,
    },
  ]
}

/** What maintenance says of an aircraft, in a word. */
export function StandingBadge({ aircraftId, otherwise }: { aircraftId: string; otherwise: ReactNode }) {
  const line = useFleetStanding().get(aircraftId)
  return line ? <StateBadge of={fleetStates} state={line.standing} /> : otherwise
}

/** Whether an aircraft may fly and why not, else what is due next, in a line. */
export function StandingLine({ aircraftId }: { aircraftId: string }) {
  const line = useFleetStanding().get(aircraftId)
  if (!line) return null
  const { standing, reason, nextDue } = line
  const detail = reason ?? (standing === 'due_soon' ? dueOf({ nextDue }) : '')
  return (
    <>
      <StateBadge of={fleetStates} state={standing} /> {detail}
    </>
  )
}

/** The headline of an aircraft: whether it may fly, and what is due next. */
export function AircraftStanding({ aircraftId }: { aircraftId: string }) {
  const line = useFleetStanding().get(aircraftId)
  if (!line) return null
  const tone = fleetStates.tones[line.standing]
  return (
    <Hero
      label={w.standing}
      items={[
        {
          label: w.standing,
          value: labelOf('fleet_status.standing', line.standing),
          hint: line.reason,
          tone: tone === 'red' || tone === 'amber' ? tone : undefined,
        },
        ...(line.nextDue
          ? [
              {
                label: line.nextDue.title,
                value: leftOf(line.nextDue),
                hint: <DueBar due={line.nextDue} />,
              },
            ]
          : []),
        ...(line.lastFlight?.toAirport
          ? [
              {
                label: w.stands,
                value: line.lastFlight.toAirport,
                hint: (
                  <AppLink to={`/flights/${line.lastFlight.id}`}>
                    <Instant at={line.lastFlight.onBlockAt} relative />
                  </AppLink>
                ),
              },
            ]
          : []),
        ...(line.nextBooking
          ? [
              {
                label: w.booking,
                value: <Instant at={line.nextBooking.startsAt} />,
                hint: (
                  <AppLink to={`/schedule/sessions/${line.nextBooking.id}`}>{line.nextBooking.title}</AppLink>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}
