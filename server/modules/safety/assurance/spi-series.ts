import { operation } from '#platform/kernel/operation.ts'
import { instant, integer, oneOf, Type } from '#platform/kernel/schema.ts'
import { indicatorLevels } from '#rules/safety-indicator.ts'
import { safetyReaders } from '#server/roles.ts'
import { measure } from './measure.ts'
import { rateFields, Spi, unitOf } from './spi.ts'

const Point = Type.Object({
  from: instant(),
  to: instant(),
  events: Type.Number(),
  exposure: Type.Number({ description: 'Hours, cycles, departures or reports.' }),
  ...rateFields,
  level: oneOf(indicatorLevels),
  isTooLittle: Type.Boolean({ description: 'There is too little flying for a conclusion.' }),
})

export const getSpiSeries = operation({
  id: 'getSpiSeries',
  method: 'GET',
  path: '/api/v1/safety/spis/:id/series',
  summary: 'Get an indicator over time',
  description:
    'The rate of each window with its interval. The newest window ends now, or is the current quarter. Rolling windows are 30 days apart.',
  scope: 'safety:read',
  roles: safetyReaders,
  on: Spi,
  query: Type.Object({ points: Type.Optional(integer(1, 40, 'How many windows. By default 12.')) }),
  response: Type.Object({ unit: Type.String(), points: Type.Array(Point) }),
  handle: async ({ tx, query, record, now }) => ({
    unit: unitOf(record),
    points: await measure(tx, record, now, query.points ?? 12),
  }),
})
