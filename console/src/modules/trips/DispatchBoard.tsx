import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import type { Answer } from '#api/answer.ts'
import { get, patch } from '#api/client.ts'
import { ApiError } from '#api/error.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { EmptyState } from '#ui/EmptyState.tsx'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { StateBadge, StatusBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { tripStates } from './kind.ts'
import { t } from './strings.ts'
import classes from './trips.module.css'

const w = t.board
type Board = Answer<'GET', '/api/v1/ops/dispatch/board'>
type BoardTrip = Board['trips'][number]
type Aircraft = Board['aircraft'][number]
type Assign = (trip: BoardTrip, aircraft: Aircraft) => void

/** The trips of the next days by their aircraft, and what waits for one. */
export default function DispatchBoard() {
  const board = useQuery({
    queryKey: ['trip', 'board'],
    queryFn: () => get('/api/v1/ops/dispatch/board'),
  })
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} />
      <Loaded query={board}>{(data) => <Columns board={data} />}</Loaded>
    </>
  )
}

function Columns({ board }: { board: Board }) {
  const can = useCan()
  const [refusal, setRefusal] = useState<string | null>(null)
  const assigning = useAction({
    run: ({ trip, aircraft }: { trip: BoardTrip; aircraft: Aircraft }) => putOn(trip, aircraft),
    done: (_, { trip, aircraft }) => w.assigned(trip.number, aircraft.registration),
    changes: ['trip', 'planning_session'],
  })
  const assign: Assign = (trip, aircraft) => {
    setRefusal(null)
    assigning
      .mutateAsync({ trip, aircraft })
      .catch((error: unknown) => setRefusal(error instanceof ApiError ? error.message : String(error)))
  }
  if (board.aircraft.length === 0) return <EmptyState title={w.empty} hint={w.emptyHint} />
  const mayAssign = can('updateTrip')
  return (
    <>
      {refusal ? (
        <Notice tone="red" title={w.refused}>
          {refusal}
        </Notice>
      ) : null}
      <div className={classes.board}>
        <section aria-labelledby="queue">
          <h2 id="queue">{w.queue}</h2>
          {board.queue.length === 0 ? <p className="dim">{w.nothing}</p> : null}
          {board.queue.map((trip) => (
            <TripCard
              key={trip.id}
              trip={trip}
              aircraft={board.aircraft}
              assign={mayAssign ? assign : null}
            />
          ))}
        </section>
        <section aria-labelledby="aircraft">
          <h2 id="aircraft">{w.aircraft}</h2>
          {board.aircraft.map((aircraft) => (
            <AircraftRow
              key={aircraft.id}
              aircraft={aircraft}
              board={board}
              assign={mayAssign ? assign : null}
            />
          ))}
        </section>
      </div>
    </>
  )
}

/** Every leg of the trip gets the aircraft. What stands in the way refuses it. */
async function putOn(trip: BoardTrip, aircraft: Aircraft) {
  const path = { id: trip.id }
  const { legs, version } = await get('/api/v1/ops/trips/{id}', { path })
  return patch('/api/v1/ops/trips/{id}', {
    path,
    version,
    body: {
      legs: legs.map((leg) => ({
        id: leg.id,
        aircraftId: aircraft.id,
        crew: leg.crew.map(({ crewId, role }) => ({ crewId, role })),
      })),
    },
  })
}

type RowProps = { aircraft: Aircraft; board: Board; assign: Assign | null }

function AircraftRow({ aircraft, board, assign }: RowProps) {
  const [isOver, setOver] = useState(false)
  const own = board.trips.filter(({ aircraftIds }) => aircraftIds.includes(aircraft.id))
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const trip = board.trips.find(({ id }) => id === event.dataTransfer.getData('text/plain'))
    if (trip) assign?.(trip, aircraft)
  }
  return (
    <div
      role="group"
      aria-label={aircraft.registration}
      className={classes.row}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes.head}>
        <AppLink to={`/aircraft/${aircraft.id}`}>{aircraft.registration}</AppLink>
        {aircraft.status === 'active' ? null : <StatusBadge tone="red">{w.out}</StatusBadge>}
      </div>
      {own.length === 0 ? <span className="dim">{w.free}</span> : null}
      {own.length > 0 ? (
        <div className={classes.cards}>
          {own.map((trip) => (
            <TripCard key={trip.id} trip={trip} aircraft={[]} assign={null} />
          ))}
        </div>
      ) : null}
      {aircraft.taken.map(({ startsAt, endsAt, title }) => (
        <div key={`${startsAt} ${endsAt}`} className="dim">
          {title ?? w.busy}: <Instant at={startsAt} /> – <Instant at={endsAt} />
        </div>
      ))}
    </div>
  )
}

type CardProps = { trip: BoardTrip; aircraft: readonly Aircraft[]; assign: Assign | null }

function TripCard({ trip, aircraft, assign }: CardProps) {
  return (
    <article
      className={classes.card}
      draggable={assign !== null}
      onDragStart={(event) => event.dataTransfer.setData('text/plain', trip.id)}
    >
      <div className={classes.head}>
        <AppLink to={`/trips/${trip.id}`}>{trip.number}</AppLink>
        <StateBadge of={tripStates} state={trip.status} />
        {trip.isLate ? <StatusBadge tone="red">{w.late}</StatusBadge> : null}
      </div>
      <div>{trip.route || w.noRoute}</div>
      <div className="dim">
        <Instant at={trip.startsAt} /> · {labelOf('trip.type', trip.type)}
        {trip.crew.length > 0 ? ` · ${trip.crew.join(', ')}` : null}
      </div>
      {assign ? (
        <Select
          aria-label={`${w.assign}: ${trip.number}`}
          placeholder={w.assign}
          data={aircraft.map(({ id, registration }) => ({ value: id, label: registration }))}
          value={null}
          onChange={(id) => {
            const chosen = aircraft.find((entry) => entry.id === id)
            if (chosen) assign(trip, chosen)
          }}
        />
      ) : null}
    </article>
  )
}
