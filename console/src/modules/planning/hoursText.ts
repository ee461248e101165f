export type Hours = { from: string; to: string }

/** "09:00–12:00, 13:00–17:00" */
export const hoursText = (hours: readonly Hours[]): string =>
  hours.map(({ from, to }) => `${from}–${to}`).join(', ')

/** Reads "9-12, 13:00–17:00". Null: it says no hours that there are. */
export function hoursOf(text: string): Hours[] | null {
  const parts = text.split(',').map((part) => part.trim())
  const hours: Hours[] = []
  for (const part of parts) {
    if (part === '') continue
    const [from, to, more] = part.split(/\s*[-–]\s*/).map(clockOf)
    if (!from || !to || more !== undefined || from >= to) return null
    hours.push({ from, to })
  }
  return hours
}

/** "9" and "9:00" → "09:00" */
function clockOf(text: string): string | null {
  const [, hour, minute = '00'] = /^(\d{1,2})(?::(\d{2}))?$/.exec(text) ?? []
  if (hour === undefined || Number(minute) > 59) return null
  const isPossible = Number(hour) < 24 || (Number(hour) === 24 && minute === '00')
  return isPossible ? `${hour.padStart(2, '0')}:${minute}` : null
}
