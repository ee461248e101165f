import {
  carriesPassengers,
  type Finding,
  notDispatchable,
  type Planned,
  sessionCheck,
} from '#modules/planning/index.ts'
import { sql, type Tx } from '#platform/database/database.ts'
import { localDate } from '#rules/calendar.ts'
import { nights } from '#rules/night.ts'

/**
 * What the deferrals of an aircraft allow is shown when it is booked, and when a trip is released ahead of the day on
 * which they expire: it may be repaired by then.
 */
export const warnOfDeferrals = sessionCheck('book', async (tx, planned) =>
  (await findings(tx, planned, new Date(planned.startsAt))).map((finding) => ({
    ...finding,
    isBlocking: false,
  })),
)

/** An aircraft does not leave against a limitation, or with a deferral that has expired. */
export const refuseDeferred = sessionCheck('check_out', (tx, planned, { now }) => findings(tx, planned, now))

/** What the deferrals of an aircraft forbid of a booking, in words. */
export async function limitationsAgainst(tx: Tx, planned: Planned, now: Date): Promise<string[]> {
  const against = await findings(tx, planned, now)
  return against.filter(({ isBlocking }) => isBlocking).map(({ message }) => message)
}

const noteOf = {
  vfr_only: 'may fly under VFR only',
  no_icing: 'may not fly into icing',
} as const

interface DeferralRow {
  id: string
  number: string
  registration: string
  expiresOn: string | null
  zone: string
  limitations: string[]
  maxAltitudeFt: number | null
  latitude: number | null
  longitude: number | null
}

async function findings(tx: Tx, planned: Planned, at: Date): Promise<Finding[]> {
  if (planned.aircraftId === null || planned.type !== 'flight') return []
  const deferrals = await tx.rows(sql<'deferralsOfBooking', DeferralRow>`
    select d.id, s.number, a.registration, d.expires_on as "expiresOn", d.zone, d.limitations,
           d.max_altitude_ft as "maxAltitudeFt", p.latitude, p.longitude
      from deferrals d
      join squawks s on s.workspace_id = d.workspace_id and s.id = d.squawk_id
      join aircraft a on a.workspace_id = d.workspace_id and a.id = d.aircraft_id
      left join lateral apron.find_airport(a.base_airport) p on true
     where d.aircraft_id = ${planned.aircraftId} and d.status in ('active', 'extended') order by d.id`)
  return deferrals.flatMap((deferral) => findingsOf(deferral, planned, at))
}

function findingsOf(deferral: DeferralRow, planned: Planned, at: Date): Finding[] {
  const { id: deferralId, number, registration, expiresOn, zone, maxAltitudeFt } = deferral
  const finding = (field: string, text: string, limitation: string, isBlocking = true): Finding => ({
    field,
    message: `${registration} ${text} (deferred ${number})`,
    isBlocking,
    refusal: notDispatchable,
    facts: { deferralId, squawk: number, limitation },
  })
  const found: Finding[] = []
  const on = localDate(at, zone)
  if (expiresOn !== null && expiresOn < on)
    found.push(finding('aircraftId', `may not fly on ${on}: the deferral expired on ${expiresOn}`, 'expired'))
  for (const limitation of deferral.limitations) {
    if (limitation === 'day_only' && isAtNight(deferral, planned))
      found.push(finding('endsAt', 'may fly by day only, and part of this is at night', limitation))
    if (limitation === 'no_passengers' && carriesPassengers(planned))
      found.push(finding('participants', 'may carry no passengers', limitation))
    if (limitation === 'vfr_only' || limitation === 'no_icing')
      found.push(finding('aircraftId', noteOf[limitation], limitation, false))
    if (limitation === 'max_altitude_ft' && maxAltitudeFt !== null)
      found.push(finding('aircraftId', `may not climb above ${maxAltitudeFt} ft`, limitation, false))
  }
  return found
}

/** Whether any part of it is at night at the base; where the base has no position, nobody can say. */
function isAtNight({ latitude, longitude }: DeferralRow, { startsAt, endsAt }: Planned): boolean {
  if (latitude === null || longitude === null) return false
  const time = { from: Date.parse(startsAt), to: Date.parse(endsAt) }
  return nights('civil', { latitude, longitude }, time).some(({ from }) => from < time.to)
}
