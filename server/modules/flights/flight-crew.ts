import { sql, type Tx } from '#platform/database/database.ts'
import { id, integer, labeled, nullable, oneOf, type Static, Type } from '#platform/kernel/schema.ts'
import { nightExpressions, nightFields } from './flight-night.ts'

export const crewRoles = labeled(
  ['pic', 'sic', 'dual', 'solo', 'instructor', 'sole_manipulator', 'examiner', 'observer'],
  { pic: 'PIC', sic: 'SIC' },
)

const count = (what: string) => integer(0, 999, what)

/** What is counted on a flight: for the flight, and for each of its crew. */
export const countFields = {
  dayTakeOffs: count('Take-offs by day'),
  nightTakeOffs: count('Take-offs by night'),
  dayLandings: count('Landings by day, all kinds'),
  nightLandings: count('Landings by night, all kinds'),
  dayFullStopLandings: count('Of the landings by day, those to a full stop'),
  nightFullStopLandings: count('Of the landings by night, those to a full stop'),
  approaches: count('Instrument approaches'),
  holds: count('Holds'),
}
export type CountName = keyof typeof countFields
export const countNames = Object.keys(countFields) as CountName[]

const personCounts = Object.fromEntries(
  countNames.map((name) => [name, nullable(countFields[name])]),
) as unknown as { [N in CountName]: ReturnType<typeof nullable<ReturnType<typeof count>>> }

const isSoleManipulator = Type.Boolean({
  description:
    'Flew the aircraft with nobody else at the controls, for the take-offs and landings that are counted for them. By default the only person who can have flown.',
})
const isTracking = Type.Boolean({
  description:
    'Intercepted and tracked courses by electronic navigation (14 CFR 61.57(c)(1)(iii)). By default true with an approach.',
})

/** A member of the crew as logged. */
export const CrewInput = Type.Object({
  crewId: id('crw'),
  role: oneOf(crewRoles),
  isSoleManipulator: Type.Optional(isSoleManipulator),
  isTracking: Type.Optional(nullable(isTracking)),
  ...Type.Partial(Type.Object(personCounts)).properties,
})
export type CrewInput = Static<typeof CrewInput>

/** A member of the crew as shown. Counts are null if nobody said who made them, as on older flights of two pilots. */
export const CrewOnFlight = Type.Object({
  crewId: id('crw'),
  displayName: Type.String(),
  role: oneOf(crewRoles),
  isSoleManipulator,
  ...personCounts,
  ...nightFields,
  isTracking,
  isTrackingAssumed: Type.Boolean({
    description: 'Nobody said whether they tracked a course; it follows from the approaches.',
  }),
})

const nightPairs = Object.entries(nightExpressions('fc'))
  .map(([field, expression]) => `'${field}', ${expression}`)
  .join(', ')

/** The crew of the flight `t`, as `CrewOnFlight`. Its nights are `n`. */
export const crewOfFlight = `coalesce((select json_agg(json_build_object('crewId', c.id, 'displayName', c.display_name,
        'role', fc.role, 'isSoleManipulator', fc.is_sole_manipulator, 'dayTakeOffs', fc.day_take_offs,
        'nightTakeOffs', fc.night_take_offs, 'dayLandings', fc.day_landings, 'nightLandings', fc.night_landings,
        'dayFullStopLandings', fc.day_full_stop_landings, 'nightFullStopLandings', fc.night_full_stop_landings,
        'approaches', fc.approaches, 'holds', fc.holds, ${nightPairs},
        'isTracking', coalesce(fc.is_tracking, fc.approaches > 0, false),
        'isTrackingAssumed', fc.is_tracking is null and coalesce(fc.approaches > 0, false)) order by fc.position)
     from flight_crew fc
     join crew c on c.workspace_id = fc.workspace_id and c.id = fc.crew_id
    where fc.workspace_id = t.workspace_id and fc.flight_id = t.id), '[]')`

type Counted = { crewId: string; role: string } & Partial<Record<CountName, number | null>>
export interface WrittenMember extends Counted {
  flightId: string
  isSoleManipulator: boolean
  isTracking?: boolean | null
  position: number
}

/** Writes the crews of flights. */
export async function writeCrews(
  tx: Tx,
  workspaceId: string,
  members: readonly WrittenMember[],
): Promise<void> {
  await tx.run(sql`
    insert into flight_crew (workspace_id, flight_id, crew_id, role, position, is_sole_manipulator,
        is_tracking, day_take_offs, night_take_offs, day_landings, night_landings, day_full_stop_landings,
        night_full_stop_landings, approaches, holds)
    select ${workspaceId}::uuid, c."flightId", c."crewId", c.role, c.position, c."isSoleManipulator",
           c."isTracking", c."dayTakeOffs", c."nightTakeOffs", c."dayLandings", c."nightLandings",
           c."dayFullStopLandings", c."nightFullStopLandings", c.approaches, c.holds
      from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as c("flightId" text, "crewId" text, role text,
          position integer, "isSoleManipulator" boolean, "isTracking" boolean, "dayTakeOffs" integer,
          "nightTakeOffs" integer, "dayLandings" integer, "nightLandings" integer,
          "dayFullStopLandings" integer, "nightFullStopLandings" integer, approaches integer, holds integer)`)
}

/** Changes the counts of a crew, and leaves what else was said about them. */
export async function updateCounts(tx: Tx, members: readonly WrittenMember[]): Promise<void> {
  await tx.run(sql`
    update flight_crew fc
       set day_take_offs = c."dayTakeOffs", night_take_offs = c."nightTakeOffs", day_landings = c."dayLandings",
           night_landings = c."nightLandings", day_full_stop_landings = c."dayFullStopLandings",
           night_full_stop_landings = c."nightFullStopLandings", approaches = c.approaches, holds = c.holds
      from jsonb_to_recordset(${JSON.stringify(members)}::jsonb) as c("flightId" text, "crewId" text, role text,
          "dayTakeOffs" integer, "nightTakeOffs" integer, "dayLandings" integer, "nightLandings" integer,
          "dayFullStopLandings" integer, "nightFullStopLandings" integer, approaches integer, holds integer)
     where fc.flight_id = c."flightId" and fc.crew_id = c."crewId" and fc.role = c.role`)
}
