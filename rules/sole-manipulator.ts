type CrewRole = 'pic' | 'sic' | 'dual' | 'solo' | 'instructor' | 'sole_manipulator' | 'examiner' | 'observer'

// Somebody who receives instruction flies, and the instructor does not touch. Two pilots in command of one flight, or a
// pilot and a copilot, share the controls in a way that only they know. An examiner or an observer never has them.
const order: readonly (readonly CrewRole[])[] = [
  ['sole_manipulator'],
  ['solo'],
  ['dual'],
  ['pic', 'sic'],
  ['instructor'],
]

/**
 * Who had the controls, when nobody said so. 14 CFR 61.57(a)(1)(i) counts take-offs and landings of the sole
 * manipulator of the controls.
 * @param roles The roles of the crew.
 * @returns the position in `roles`, or null if more than one person may have flown.
 */
export function defaultManipulator(roles: readonly CrewRole[]): number | null {
  for (const rank of order) {
    const positions = roles.flatMap((role, position) => (rank.includes(role) ? [position] : []))
    if (positions.length > 0) return positions.length === 1 ? (positions[0] ?? null) : null
  }
  return null
}
