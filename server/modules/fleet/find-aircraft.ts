import { sql, type Tx } from '#platform/database/database.ts'
import { text } from '#platform/importing/value.ts'
import { lookUp, type Meaning } from '#platform/kernel/look-up.ts'
import { lookOf } from '#rules/us-registration.ts'
import { foldRegistration } from './registration.ts'

/** The column of a file that names an aircraft. */
export const aircraftColumn = {
  title: 'Aircraft',
  help: 'Its registration.',
  headers: ['registration', 'tail', 'tail number', 'n-number', 'reg', 'aircraft registration'],
  parse: text({ max: 20 }),
}

export type AircraftMatch = { id: string } | { problem: string; isUnknown?: boolean }
/** Finds the aircraft that had this registration on a day. By default, the one that has it now. */
export type FindAircraft = (written: string, day?: string | null) => AircraftMatch

interface Period {
  id: string
  registration: string
  /** When the aircraft got another registration. Null: it still has this one. */
  until: Date | null
}

/**
 * Former registrations are found too, because a flight of last year may name the registration of last year.
 * The exact spelling wins. Where only the hyphens differ and two aircraft match, nobody guesses.
 */
export async function loadAircraft(
  tx: Tx,
  { isInService = false }: { isInService?: boolean } = {},
): Promise<FindAircraft> {
  const periods = await tx.rows(sql<'registrationPeriods', Period>`
    select a.id, coalesce(r.registration, a.registration) as registration,
           lead(r.since) over (partition by a.id order by r.since) as until
      from aircraft a left join aircraft_registrations r on r.aircraft_id = a.id
     where not ${isInService}::boolean or a.status not in ('retired', 'sold')`)
  const byFolded = Map.groupBy(periods, ({ registration }) => foldRegistration(registration))
  // The FAA gives no I and no O.
  const byLook = new Map(
    periods.flatMap(({ registration }) =>
      registration.startsWith('N') ? [[lookOf(registration), registration] as const] : [],
    ),
  )
  return (written, day = null) => {
    const registration = written.toUpperCase()
    const matches = onDay(byFolded.get(foldRegistration(registration)) ?? [], registration, day)
    const [only, ...more] = [...new Set(matches.map(({ id }) => id))]
    if (only === undefined) {
      // Nobody adds N12IO beside N1210 by a typing error.
      const alike = byLook.get(lookOf(registration))
      if (alike) return { problem: `There is no aircraft ${written} here, and ${alike} looks like it` }
      return {
        problem: `There is no aircraft ${written} here: import the aircraft first, or correct the registration`,
        isUnknown: true,
      }
    }
    if (more.length === 0) return { id: only }
    const names = matches.map((match) => match.registration).join(' or ')
    return { problem: `${written} may be ${names}: write the registration as it is here, with its hyphens` }
  }
}

/** For modules that do not import this one. */
export const aircraftLookUp = lookUp('aircraft', async (tx, written, day) => {
  const find = await loadAircraft(tx)
  return new Map(
    written.map((registration): [string, Meaning] => {
      const match = find(registration, day)
      return [registration, 'id' in match ? { stored: match.id } : { problem: match.problem }]
    }),
  )
})

/** The periods that the registration may mean on the day: one of each spelling. */
function onDay(periods: readonly Period[], registration: string, day: string | null): Period[] {
  const at = day === null ? Number.POSITIVE_INFINITY : Date.parse(day)
  const end = ({ until }: Period) => until?.getTime() ?? Number.POSITIVE_INFINITY
  const inForce = periods.filter((period) => period.until === null || end(period) > at)
  // Later than every change of registration, the last aircraft that had it is the likeliest.
  const pool = inForce.length > 0 ? inForce : periods.toSorted((a, b) => end(b) - end(a))
  const exact = pool.filter((period) => period.registration === registration)
  const spellings = Map.groupBy(exact.length > 0 ? exact : pool, (period) => period.registration)
  return [...spellings.values()].flatMap((group) =>
    // Of aircraft that had the same registration one after the other, the first that still had it.
    inForce.length > 0 ? group.toSorted((a, b) => end(a) - end(b)).slice(0, 1) : group.slice(0, 1),
  )
}
