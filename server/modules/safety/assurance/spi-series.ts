import { operation } from '#platform/kernel/operation.ts'
import { instant, integer, nullable, oneOf, Type } from '#platform/kernel/schema.ts'
import { indicatorLevels } from '#rules/safety-indicator.ts'
import { safetyReaders } from '#server/roles.ts'
import { measure, windowsOf } from './measure.ts'
import { Spi, unitOf } from './spi.ts'

const Point = Type.Object({
  from: instant(),
  to: instant(),
  events: Type.Number(),
  exposure: Type.Number(),
  rate: nullable(Type.Number()),
  lower: nullable(Type.Number()),
  upper: nullable(Type.Number()),
  level: oneOf(indicatorLevels),
  isTooLittle: Type.Boolean({ description: 'Too little flying to tell.' }),
})

export const getSpiSeries = operation({
  id: 'getSpiSeries',
  method: 'GET',
  path: '/api/v1/safety/spis/:id/series',
  summary: 'An indicator over time, with its intervals',
  description: 'The newest window ends now, or is the quarter that runs; rolling windows are 30 days apart.',
  scope: 'safety:read',
  roles: safetyReaders,
  on: Spi,
  query: Type.Object({ points: Type.Optional(integer(1, 40, 'How many windows; 12 unless told.')) }),
  response: Type.Object({ unit: Type.String(), points: Type.Array(Point) }),
  handle: async ({ tx, query, record, now }) => ({
    unit: unitOf(record),
    points: await measure(tx, record, windowsOf(record.period, now, query.points ?? 12)),
  }),
})
