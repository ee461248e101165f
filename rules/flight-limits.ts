/** The longest flight that is logged or imported. */
export const longestFlightHours = 24
/** Dates before this year are typing errors, such as 0026 for 2026. */
export const firstYear = 1900
/** Landings, take-offs, approaches and holds take a minute each at least. */
export const mostEventsPerMinute = 1

/** A flight as far as its own numbers contradict each other. Times are milliseconds since 1970. */
export interface FlownNumbers {
  offBlock: number | null
  takeOff: number | null
  landing: number | null
  onBlock: number | null
  dayTakeOffs?: number | null
  nightTakeOffs?: number | null
  dayLandings?: number | null
  nightLandings?: number | null
  approaches?: number | null
  holds?: number | null
}

export interface FlightFault {
  part: keyof FlownNumbers
  message: string
}

/** What cannot have been flown, each with the number to check. The API and files refuse by this. */
export function flightFaults(flight: FlownNumbers): FlightFault[] {
  const faults: FlightFault[] = []
  const { offBlock, takeOff, landing, onBlock } = flight
  if (offBlock !== null && new Date(offBlock).getUTCFullYear() < firstYear)
    faults.push({ part: 'offBlock', message: `is before ${firstYear}: check the year` })
  if (takeOff !== null && landing === takeOff)
    faults.push({ part: 'landing', message: 'is the time of take-off too: a flight takes time' })
  if (offBlock === null || onBlock === null || onBlock < offBlock) return faults
  const blockMinutes = (onBlock - offBlock) / 60_000
  if (blockMinutes > longestFlightHours * 60)
    faults.push({
      part: 'onBlock',
      message: `is ${(blockMinutes / 60).toFixed(1)} hours after off block, and a flight takes at most ${longestFlightHours}: check the dates`,
    })
  if (blockMinutes < 1)
    faults.push({
      part: 'onBlock',
      message: 'is the time of off block too: a flight takes at least a minute',
    })
  else faults.push(...tooMany(flight, blockMinutes))
  return faults
}

const counts = [
  ['landings', 'dayLandings', 'nightLandings'],
  ['take-offs', 'dayTakeOffs', 'nightTakeOffs'],
  ['approaches', 'approaches', null],
  ['holds', 'holds', null],
] as const

function tooMany(flight: FlownNumbers, blockMinutes: number): FlightFault[] {
  const most = Math.floor(blockMinutes * mostEventsPerMinute)
  return counts.flatMap(([what, part, other]) => {
    const [some, others] = [flight[part] ?? 0, (other && flight[other]) ?? 0]
    const count = some + others
    if (count <= most) return []
    const message = `makes ${count} ${what} in ${most} minutes: check the number`
    return [{ part: other && others > some ? other : part, message }]
  })
}
