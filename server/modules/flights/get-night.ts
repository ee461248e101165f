import { operation } from '#platform/kernel/operation.ts'
import { invalidRequest } from '#platform/kernel/problem.ts'
import { instant, Type, text } from '#platform/kernel/schema.ts'
import { nightOfLeg } from '#rules/night.ts'
import { requireAirport } from './find-airport.ts'

const code = () => text(2, 5, 'An ICAO, IATA or local code.')
const Night = Type.Object({ takeOff: Type.Boolean(), landing: Type.Boolean() })
const longestMs = 7 * 24 * 3_600_000

export const getNight = operation({
  id: 'getNight',
  method: 'GET',
  path: '/api/v1/ops/night',
  summary: 'Get whether a take-off and a landing are at night',
  description:
    '`civil` is the night that is logged (14 CFR 1.1), `recency` that of take-offs and landings with passengers (14 CFR 61.57(b)).',
  scope: 'flights:read',
  roles: 'staff',
  query: Type.Object({ from: code(), to: code(), take_off_at: instant(), landing_at: instant() }),
  response: Type.Object({ civil: Night, recency: Night }),
  async handle({ tx, query }) {
    const [takeOffAt, landingAt] = [Date.parse(query.take_off_at), Date.parse(query.landing_at)]
    if (landingAt < takeOffAt || landingAt - takeOffAt > longestMs)
      throw invalidRequest('A landing is after its take-off, and within seven days of it', {
        details: [{ field: 'landing_at', message: 'must be within seven days after take_off_at' }],
      })
    const from = await requireAirport(tx, query.from, 'from')
    const to = await requireAirport(tx, query.to, 'to')
    const leg = { takeOffAt, landingAt, from, to }
    const [civil, recency] = [nightOfLeg('civil', leg), nightOfLeg('recency', leg)]
    return {
      civil: { takeOff: civil.takeOff, landing: civil.landing },
      recency: { takeOff: recency.takeOff, landing: recency.landing },
    }
  },
})
