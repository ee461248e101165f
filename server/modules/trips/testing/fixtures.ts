import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'

import { prepared } from './prepared.ts'

declare module '#platform/testing/workspace.ts' {
  interface Records {
    /** With one leg that has its aircraft, pilot in command, times and airports. */
    trip(fields?: object): Promise<Answer['data']>
  }
}

const hour = 3_600_000
const legAt = (startsAt: number) => ({
  fromAirport: 'KBJC',
  toAirport: 'KASE',
  plannedOffBlockAt: new Date(startsAt).toISOString(),
  plannedOnBlockAt: new Date(startsAt + hour).toISOString(),
})

export default defineFixtures({
  of: ['trips'],
  examples: ({ next }) => {
    let offBlockAt = 0
    return {
      fromAirport: () => 'KBJC',
      toAirport: () => 'KASE',
      // Each leg after the one before, so that trips of one aircraft do not overlap.
      plannedOffBlockAt: () => {
        offBlockAt = Date.now() - 2 * hour + next() * 2 * hour
        return new Date(offBlockAt).toISOString()
      },
      plannedOnBlockAt: () => new Date(offBlockAt + hour).toISOString(),
      actualOffBlockAt: () => new Date(Date.now() - 2 * hour).toISOString(),
      actualOnBlockAt: () => new Date(Date.now() - hour).toISOString(),
      wantedAt: () => new Date(Date.now() + 48 * hour).toISOString(),
      validUntil: () => new Date(Date.now() + 24 * hour).toISOString(),
      currency: () => 'USD',
      redAt: () => 20,
      yellowAt: () => 10,
      key: () => 'night',
    }
  },
  // A key of another project reads which aircraft are taken, and nothing else.
  narrowed: { getDispatchBoard: 200 },
  alsoSent: [
    'legs',
    'fromAirport',
    'toAirport',
    'plannedOffBlockAt',
    'plannedOnBlockAt',
    'aircraftId',
    'crew',
    'tripId',
  ],
  prepared,
  // They ask for what a trip or an assessment that was only just made does not have: an aircraft, a crew, a form, legs that departed.
  refusedAlone: [
    'confirmTrip',
    'scheduleTrip',
    'fileTrip',
    'releaseTrip',
    'authoriseTrip',
    'createFratAssessment',
    'secondFratAssessment',
    'departTrip',
    'departTrip depart',
    'departTrip departNext',
    'closeOutTrip',
    'closeOutTrip closeOut',
    'completeTrip',
  ],
  records: ({ made, aircraft, person, next }) => ({
    async trip(fields = {}) {
      const leg = legAt(Date.UTC(2027, 2, 8, 10) + next() * 48 * hour)
      return made('/api/v1/ops/trips', {
        type: 'charter',
        legs: [
          {
            ...leg,
            aircraftId: (await aircraft()).id,
            crew: [{ crewId: (await person()).id, role: 'pic' }],
          },
        ],
        ...fields,
      })
    },
  }),
})
