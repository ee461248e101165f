import { labelOf } from '#api/label.ts'
import type { Flight } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { airportName } from '#ui/airportName.ts'
import { formatMeter } from '#ui/hours.ts'
import { Instant } from '#ui/Instant.tsx'
import { Facts } from '#ui/RecordPage.tsx'
import { formatMinutes } from '#ui/time.ts'
import { s } from '../../strings.ts'
import { CrewCounts, nightOf } from './CrewCounts.tsx'
import { t } from './strings.ts'

const w = t.page

/** The hours flown on a meter, with its values below: "1.3 h", "1234.5 → 1235.8". */
function meter(kind: 'hobbs' | 'tach', out: number | null, back: number | null, flown: number | null) {
  if (out === null && back === null) return null
  const reading = (hundredths: number | null) =>
    hundredths === null ? s.none : formatMeter(kind, hundredths)
  return (
    <>
      {flown === null ? null : <div>{formatMeter(kind, flown)} h</div>}
      <div className="dim">
        {reading(out)} → {reading(back)}
      </div>
    </>
  )
}

const dayNight = (day: number | null, night: number | null) =>
  day === null && night === null ? null : w.dayNight(day ?? 0, night ?? 0)
const airport = (code: string | null, name: string | null) => (name ? `${code} · ${airportName(name)}` : code)

/** "40 US gal (122 kg at 0.803 kg/L)": by which density, since a wrong one weighs the aircraft wrong. */
function fuel({ fuelQuantity, fuelUnit, fuelKg, fuelDensityKgPerL, fuelDensitySource }: Flight) {
  if (fuelQuantity === null) return null
  const typed = `${fuelQuantity} ${fuelUnit ? labelOf('flight.fuelUnit', fuelUnit) : ''}`
  if (fuelKg === null || fuelUnit === 'kg') return typed
  const density =
    fuelDensityKgPerL === null ? '' : ` ${w.at(fuelDensityKgPerL, fuelDensitySource === 'measured')}`
  return `${typed} (${w.fuelKg(Math.round(fuelKg))}${density})`
}

/** Everything that was logged, with the four times apart. */
export function FlightFacts({ flight }: { flight: Flight }) {
  return (
    <>
      <Facts
        items={[
          [w.from, airport(flight.fromAirport, flight.fromName)],
          [w.to, airport(flight.toAirport, flight.toName)],
          [
            w.aircraft,
            <AppLink key="aircraft" to={`/aircraft/${flight.aircraftId}`}>
              {flight.aircraftRegistration}
            </AppLink>,
          ],
          [
            w.crew,
            flight.crew.map((member) => (
              <div key={`${member.crewId}${member.role}`}>
                <AppLink to={`/people/${member.crewId}`}>{member.displayName}</AppLink>{' '}
                <span className="dim">{labelOf('flight.crew.role', member.role)}</span>
              </div>
            )),
          ],
          [w.type, labelOf('flight.flightType', flight.flightType)],
          [w.operation, flight.operation ? labelOf('flight.operation', flight.operation) : null],
          [
            w.providedBy,
            flight.instructionAircraftProvidedBy
              ? labelOf('flight.instructionAircraftProvidedBy', flight.instructionAircraftProvidedBy)
              : null,
          ],
          [
            w.project,
            flight.projectId ? (
              <AppLink key="project" to={`/projects/${flight.projectId}`}>
                {flight.projectName}
              </AppLink>
            ) : null,
          ],
        ]}
      />
      <Facts
        title={w.clocks}
        items={[
          [w.off, <Instant key="off" at={flight.offBlockAt} />],
          [w.takeOff, <Instant key="takeOff" at={flight.takeOffAt} />],
          [w.landing, <Instant key="landing" at={flight.landingAt} />],
          [w.on, <Instant key="on" at={flight.onBlockAt} />],
          flight.isSimulator
            ? [w.session, formatMinutes(flight.simulatorMinutes ?? 0)]
            : [w.block, flight.blockMinutes === null ? null : formatMinutes(flight.blockMinutes)],
          [w.air, flight.airMinutes === null ? null : formatMinutes(flight.airMinutes)],
          [
            w.hobbs,
            meter('hobbs', flight.hobbsOutHundredths, flight.hobbsInHundredths, flight.hobbsHundredths),
          ],
          [w.tach, meter('tach', flight.tachOutHundredths, flight.tachInHundredths, flight.tachHundredths)],
        ]}
      />
      <Facts
        title={w.counts}
        items={[
          [w.takeOffs, dayNight(flight.dayTakeOffs, flight.nightTakeOffs)],
          [w.landings, dayNight(flight.dayLandings, flight.nightLandings)],
          [w.fullStop, dayNight(flight.dayFullStopLandings, flight.nightFullStopLandings)],
          [w.civilNight, nightOf(flight.civilNightTakeOffs, flight.civilNightLandings)],
          [w.recencyNight, nightOf(flight.recencyNightTakeOffs, flight.recencyNightLandings)],
          [w.approaches, flight.approaches],
          [w.holds, flight.holds],
          [w.fuel, fuel(flight)],
          [w.oil, flight.oilQuarts === null ? null : `${flight.oilQuarts} ${t.form.oilUnit}`],
          [w.source, labelOf('flight.source', flight.source)],
          [w.remarks, flight.remarks],
        ]}
      />
      {flight.crew.length > 1 ? <CrewCounts flight={flight} /> : null}
    </>
  )
}
