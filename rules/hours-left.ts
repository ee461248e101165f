// How far the bookings of an aircraft reach into what is left to its next inspection. A booking is longer than what
// the meter will run in it, so this warns and never blocks.

/** A booking of the aircraft that stands. */
export interface BookedFlight {
  id: string
  /** Milliseconds since 1970. */
  startsAt: number
  minutes: number
}

export interface HoursVerdict {
  /** Hundredths of an hour that are booked up to the end of the new booking, itself included. */
  bookedHundredths: number
  /** Whether more is booked than is left. */
  isOver: boolean
  /** The first later booking that fits without the new one, and not with it. */
  firstPushedOver: string | null
}

/** What a new booking does to the hours that are left, in hundredths. */
export function hoursVerdict(
  booked: readonly BookedFlight[],
  added: { startsAt: number; minutes: number },
  leftHundredths: number,
): HoursVerdict {
  const inOrder = [...booked].sort((a, b) => a.startsAt - b.startsAt || a.id.localeCompare(b.id))
  const hundredths = (minutes: number) => Math.round(minutes / 0.6)
  let minutes = 0
  let firstPushedOver: string | null = null
  let before = 0
  for (const { id, startsAt, minutes: own } of inOrder) {
    minutes += own
    if (startsAt < added.startsAt) before = minutes
    else if (
      firstPushedOver === null &&
      hundredths(minutes) <= leftHundredths &&
      hundredths(minutes + added.minutes) > leftHundredths
    )
      firstPushedOver = id
  }
  const bookedHundredths = hundredths(before + added.minutes)
  return { bookedHundredths, isOver: bookedHundredths > leftHundredths, firstPushedOver }
}
