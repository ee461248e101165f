import { faces, inLine } from '#ui/face.ts'
import { formatMeter } from '#ui/hours.ts'
import { states } from '#ui/StatusBadge.tsx'

export const aircraftStates = states('aircraft.status', {
  active: 'green',
  maintenance: 'amber',
  aog: 'red',
  storage: 'neutral',
  retired: 'neutral',
  sold: 'neutral',
})

const hours = (kind: 'hobbs' | 'tach', hundredths: number | null) =>
  hundredths === null ? null : `${formatMeter(kind, hundredths)} h`

export default faces({
  aircraft: {
    states: aircraftStates,
    facts: (aircraft) => [
      ['Type', inLine(aircraft.typeDesignator, aircraft.make, aircraft.model)],
      ['Base', aircraft.baseAirport],
      ['Hobbs', hours('hobbs', aircraft.hobbsHundredths)],
      ['Tach', hours('tach', aircraft.tachHundredths)],
    ],
  },
})
