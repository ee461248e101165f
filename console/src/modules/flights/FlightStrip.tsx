import type { Flight } from '#api/types.ts'
import { Strip } from '#ui/Hero.tsx'
import { Instant } from '#ui/Instant.tsx'
import { formatMinutes } from '#ui/time.ts'
import { t } from './strings.ts'

const w = t.page

/** From where to where, when, and how long: what a flight is in one line. */
export function FlightStrip({ flight }: { flight: Flight }) {
  const { isSimulator, simulatorMinutes, blockMinutes } = flight
  const minutes = isSimulator ? simulatorMinutes : blockMinutes
  return (
    <Strip
      label={w.strip}
      from={{ name: flight.fromAirport ?? w.session, at: <Instant at={flight.offBlockAt} /> }}
      to={{ name: flight.toAirport ?? '', at: <Instant at={flight.onBlockAt} /> }}
      middle={minutes === null ? null : formatMinutes(minutes)}
    />
  )
}
