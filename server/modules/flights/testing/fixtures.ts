import type { Answer } from '#platform/testing/client.ts'
import { defineFixtures } from '#platform/testing/fixtures.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { loadReferenceAirports } from '../index.ts'

interface FlightFields {
  status?: 'draft' | 'submitted' | 'approved' | 'rejected'
  [field: string]: unknown
}

declare module '#platform/testing/workspace.ts' {
  interface Records {
    /** In a given status, with an aircraft and a pilot of its own where it names none. */
    flight(fields?: FlightFields): Promise<Answer['data']>
  }
}

const steps = {
  draft: [],
  submitted: ['submit'],
  approved: ['submit', 'approve'],
  rejected: ['submit', 'reject'],
}
const hour = 3_600_000

function flightMaker(space: TestWorkspace) {
  let flown = 0
  return async ({ status = 'draft', ...fields }: FlightFields = {}) => {
    const aircraftId = fields.aircraftId ?? (await space.aircraft()).id
    const crew = fields.crew ?? [{ crewId: (await space.person()).id, role: 'pic' }]
    // An hour apart, so that flights of one aircraft do not overlap.
    const offBlock = Date.UTC(2026, 0, 5, 12) + flown++ * hour
    let flight = await space.made('/api/v1/ops/flights', {
      fromAirport: 'KFNL',
      toAirport: 'KGXY',
      offBlockAt: new Date(offBlock).toISOString(),
      onBlockAt: new Date(offBlock + 50 * 60_000).toISOString(),
      ...fields,
      aircraftId,
      crew,
    })
    for (const step of steps[status]) {
      const body =
        step === 'reject'
          ? { reason: 'The landing is missing' }
          : step === 'submit'
            ? { confirmMeters: true }
            : undefined
      flight = await space.made(`/api/v1/ops/flights/${flight.id}/${step}`, body)
    }
    return flight
  }
}

export default defineFixtures({
  of: ['flights'],
  prepare: loadReferenceAirports,
  examples: ({ next }) => {
    let offBlock = 0
    return {
      icao: () => ['KA', 'KB', 'KC', 'KD'][next() % 4] + String(10 + (next() % 90)),
      country: () => 'US',
      fromAirport: () => 'KFNL',
      toAirport: () => 'KGXY',
      offBlockAt: () => {
        offBlock = Date.UTC(2026, 0, 5) + next() * hour
        return new Date(offBlock).toISOString()
      },
      onBlockAt: () => new Date(offBlock + 50 * 60_000).toISOString(),
    }
  },
  prepared: {
    getAirport: async () => ({ path: '/api/v1/ops/airports/KFNL' }),
    getNight: async () => ({
      path: '/api/v1/ops/night?from=KFNL&to=KGXY&take_off_at=2026-03-01T12:00:00Z&landing_at=2026-03-01T13:00:00Z',
    }),
  },
  alsoSent: ['icao', 'fromAirport', 'toAirport'],
  records: (space) => ({ flight: flightMaker(space) }),
})
