import type { Tx } from '#platform/database/database.ts'
import { projection } from '#platform/database/projection.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, fieldsOf, type Static, Type } from '#platform/kernel/schema.ts'
import { Movement } from './movement.ts'

/** A line of the board: what is read from afar, and what the desk needs to go on. */
export const BoardLine = Type.Object(
  {
    ...fieldsOf(
      Movement.schema,
      'id',
      'direction',
      'status',
      'movementDate',
      'tailNumber',
      'aircraftType',
      'origin',
      'destination',
      'eta',
      'etd',
      'operator',
      'pob',
      'customs',
      'parking',
      'isVip',
      'completedAt',
    ),
    openOrders: Type.Integer({ description: 'Orders that are neither done nor cancelled.' }),
    ...fieldsOf(Movement.schema, 'version'),
  },
  { title: 'FlightBoardLine' },
)

export const Board = Type.Object(
  {
    date: date('The local day of the base.'),
    timezone: Type.String(),
    workspaceName: Type.String(),
    arrivals: Type.Array(BoardLine),
    departures: Type.Array(BoardLine),
    onGround: Type.Array(BoardLine, {
      description:
        'What stands on the ramp: movements on_ground of the day, those of earlier days that are still in_progress, and arrivals of the day that have not left.',
    }),
  },
  { title: 'FlightBoard' },
)

type Line = Static<typeof BoardLine>

const openOf = (table: string) =>
  `(select count(*)
      from ${table} o
     where o.workspace_id = t.workspace_id
       and o.movement_id = t.id
       and o.status in ('requested', 'accepted', 'in_progress'))`
const columns = projection(BoardLine, {
  openOrders: `${openOf('fbo_fuel_orders')} + ${openOf('fbo_service_orders')}`,
})

/** The board of a day, in one statement whatever the day holds. */
export async function readBoard(
  tx: Tx,
  workspace: { name: string; timezone: string },
  asked: string | undefined,
  now: Date,
): Promise<Static<typeof Board>> {
  const day = asked ?? localDay(now, workspace.timezone)
  const lines = await tx.composed<Line>(
    `select ${columns} from fbo_movements t
      where t.movement_date = $1::date
         or (t.direction = 'on_ground' and t.status = 'in_progress' and t.movement_date < $1::date)
      order by coalesce(case t.direction when 'outbound' then t.etd else t.eta end, t.eta, t.etd) nulls last,
        t.id`,
    [day],
  )
  const of = (direction: Line['direction']) => lines.filter((line) => line.direction === direction)
  const [arrivals, departures] = [of('inbound'), of('outbound')]
  return {
    date: day,
    timezone: workspace.timezone,
    workspaceName: workspace.name,
    arrivals,
    departures,
    onGround: [
      ...of('on_ground').filter((line) => line.status !== 'completed' && line.status !== 'cancelled'),
      ...arrivals.filter((line) => stillHere(line, departures)),
    ],
  }
}

/** An aircraft stays on the ramp after its arrival, until a later departure of it is completed. */
function stillHere(arrival: Line, departures: readonly Line[]): boolean {
  const { completedAt, tailNumber } = arrival
  if (arrival.status !== 'completed' || completedAt === null) return false
  return !departures.some(
    (departure) =>
      departure.tailNumber !== null &&
      tailNumber !== null &&
      departure.tailNumber.replaceAll('-', '') === tailNumber.replaceAll('-', '') &&
      departure.completedAt !== null &&
      departure.completedAt >= completedAt,
  )
}

/** The calendar date of an instant in a zone. */
export function localDay(now: Date, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timezone)
    .toPlainDate()
    .toString()
}

export const getBoard = operation({
  id: 'getFlightBoard',
  method: 'GET',
  path: '/api/v1/fbo/board',
  summary: 'Get the flight board of a day: arrivals, departures, on the ground',
  description: 'The movements of one day in three groups, as the board shows them.',
  scope: 'fbo.movements:read',
  roles: 'staff',
  stability: 'beta',
  query: Type.Object({ date: Type.Optional(date('Today at the base when left out.')) }),
  response: Board,
  handle: ({ tx, query, principal, now }) => readBoard(tx, principal.workspace, query.date, now),
})
