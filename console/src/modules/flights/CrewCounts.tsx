import { labelOf } from '#api/label.ts'
import type { Flight } from '#api/types.ts'
import { Facts } from '#ui/RecordPage.tsx'
import { s } from '../../strings.ts'
import { t } from './strings.ts'

const w = t.page

/** "0 take-offs, 3 landings" by night, with "?" where the times do not tell. */
export const nightOf = (takeOffs: number | null, landings: number | null) =>
  takeOffs === null && landings === null
    ? null
    : w.ofNight(String(takeOffs ?? w.unknownNight), String(landings ?? w.unknownNight))

const dayNight = (day: number | null, night: number | null) =>
  day === null && night === null ? w.notSaid : w.dayNight(day ?? 0, night ?? 0)

/** Whether somebody made nothing that counts, such as an instructor beside a student. */
const isNothing = (member: Flight['crew'][number]) =>
  [
    member.dayTakeOffs,
    member.nightTakeOffs,
    member.dayLandings,
    member.nightLandings,
    member.approaches,
    member.holds,
  ].every((count) => count === 0)

/** What each of the crew made of the take-offs, landings and approaches of the flight. */
export function CrewCounts({ flight }: { flight: Flight }) {
  return flight.crew.map((member) => (
    <Facts
      key={`${member.crewId}${member.role}`}
      title={`${member.displayName} (${labelOf('flight.crew.role', member.role)})`}
      items={
        isNothing(member)
          ? [[w.made, w.nothing]]
          : [
              [w.takeOffs, dayNight(member.dayTakeOffs, member.nightTakeOffs)],
              [w.landings, dayNight(member.dayLandings, member.nightLandings)],
              [w.fullStop, dayNight(member.dayFullStopLandings, member.nightFullStopLandings)],
              [w.civilNight, nightOf(member.civilNightTakeOffs, member.civilNightLandings)],
              [w.recencyNight, nightOf(member.recencyNightTakeOffs, member.recencyNightLandings)],
              [w.approaches, member.approaches],
              [w.holds, member.holds],
              [
                w.tracked,
                `${member.isTracking ? s.yes : s.no}${member.isTrackingAssumed ? `, ${w.assumed}` : ''}`,
              ],
            ]
      }
    />
  ))
}
