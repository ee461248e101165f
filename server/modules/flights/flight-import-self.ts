import type { FlightRow } from './flight-import-field.ts'

const CREW = ['pic', 'sic', 'instructor', 'student', 'solo'] as const
const SELF = /^(?:self|myself|me)$/i

interface Logbook {
  self: string | undefined
  isOfOnePerson: boolean
  /** The row names others aboard by their role. */
  hasPersons: boolean
}

/**
 * A logbook of one person writes SELF, or names nobody and gives the hours of each role. The person is named once for
 * the whole file.
 */
export function nameSelf(
  { values, problems }: FlightRow,
  { self, isOfOnePerson, hasPersons }: Logbook,
): void {
  if (SELF.test(values.soleManipulator ?? '')) values.soleManipulator = self ?? null
  const field = CREW.find((role) => SELF.test(values[role] ?? ''))
  const role = field ?? roleByHours(values, { isOfOnePerson, isLogbookRow: hasPersons || self !== undefined })
  if (role === null) return
  if (self === undefined) {
    values[role] = null
    problems.push({
      field: role,
      message: 'This is the logbook of one person: choose who that is, under “Logbook of”',
      option: 'self',
    })
    return
  }
  values[role] = null
  values[(values.dualReceivedTime ?? 0) > 0 && role !== 'solo' ? studentRole(values) : role] = self
}

// Instruction without a named instructor leaves the pilot in command, where the logbook counts those hours.
function studentRole(values: FlightRow['values']) {
  const isLed = values.pic !== null || values.instructor !== null
  return isLed ? 'student' : (values.picTime ?? 0) > 0 ? 'pic' : 'student'
}

function roleByHours(
  values: FlightRow['values'],
  { isOfOnePerson, isLogbookRow }: { isOfOnePerson: boolean; isLogbookRow: boolean },
): (typeof CREW)[number] | null {
  if (values.solo !== null || (values.pic !== null && !isLogbookRow)) return null
  const { picTime, sicTime, soloTime, dualReceivedTime, dualGivenTime, simulatorTime } = values
  if ((soloTime ?? 0) > 0 && values.pic === null) return 'solo'
  if ((dualReceivedTime ?? 0) > 0 && values.student === null) return 'student'
  if ((dualGivenTime ?? 0) > 0 && values.instructor === null) return 'instructor'
  if ((sicTime ?? 0) > 0 && values.sic === null) return 'sic'
  if (values.pic !== null) return null
  const isLogbook = isOfOnePerson || (picTime ?? 0) > 0 || (simulatorTime ?? 0) > 0
  return isLogbook && values.instructor === null ? 'pic' : null
}
