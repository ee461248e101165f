import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, instant, nullable, oneOf, type Static, Type, text } from '#platform/kernel/schema.ts'
import { indicatorLevels } from '#rules/safety-indicator.ts'
import { safetyReaders } from '#server/roles.ts'
import { reportCategories, reportTypes } from '../report/report.ts'

const threshold = (what: string) => Type.Number({ minimum: 0, maximum: 1e9, description: what })
export const spiFields = {
  name: text(3, 200),
  description: nullable(text(1, 5_000)),
  numerator: oneOf(['reports', 'events', 'flights', 'manual'], {
    labels: { reports: 'Safety reports', manual: 'Entered by hand' },
    description: 'What is counted: safety reports, events of the catalog, flights, or entries made by hand.',
  }),
  reportType: nullable(oneOf(reportTypes)),
  reportCategory: nullable(oneOf(reportCategories)),
  eventType: nullable(text(3, 100, 'Of events: which, such as flight.rejected.')),
  flightType: nullable(text(1, 40)),
  denominator: oneOf(['hours', 'cycles', 'departures', 'reports'], {
    labels: { hours: 'Flight hours', cycles: 'Landings' },
  }),
  denominatorSource: oneOf(['records', 'manual'], {
    labels: { records: 'Approved flights and reports', manual: 'Entered by hand' },
    description: 'From approved flights and reports, or entered by hand.',
  }),
  per: Type.Number({
    exclusiveMinimum: 0,
    maximum: 1e9,
    description: 'What the rate refers to: 1,000 hours.',
  }),
  period: oneOf(['rolling_30', 'rolling_90', 'quarter'], {
    labels: { rolling_30: 'Rolling 30 days', rolling_90: 'Rolling 90 days' },
  }),
  direction: oneOf(['lower_is_better', 'higher_is_better'], {
    labels: { lower_is_better: 'Lower', higher_is_better: 'Higher' },
  }),
  watch: threshold('A rate beyond this is watched.'),
  warning: threshold('Beyond this without doubt: something has to be done.'),
  critical: threshold('Beyond this without doubt: something has to be done now.'),
}

/** A safety performance indicator: how often something happens, and the thresholds above which it is too often. */
/** An indicator as it was measured. */
export const rateFields = {
  rate: nullable(Type.Number({ description: 'events / exposure × per.' })),
  lower: nullable(
    Type.Number({ description: 'The lower end of the exact 95 % Poisson interval around the rate.' }),
  ),
  upper: nullable(Type.Number({ description: 'The upper end of that interval.' })),
}

export const Spi = resource({
  name: 'spi',
  prefix: 'spi',
  title: { one: 'safety indicator', many: 'safety indicators' },
  page: '/safety/indicators/:id',
  table: 'spis',
  label: 'name',
  schema: Type.Object({
    id: id('spi'),
    ...spiFields,
    status: oneOf(['active', 'retired']),
    level: oneOf(indicatorLevels, {
      labels: { insufficient: 'Not enough flying' },
      description: 'As last measured. insufficient: there is too little flying for a conclusion.',
    }),
    levelSince: nullable(instant()),
    events: nullable(Type.Number({ description: 'The number of events in the window.' })),
    exposure: nullable(Type.Number({ description: 'Hours, cycles, departures or reports in the window.' })),
    ...rateFields,
    evaluatedAt: nullable(instant()),
    createdAt: instant(),
    updatedAt: instant(),
    version: Type.Integer(),
  }),
})
export type SpiForm = Static<typeof Spi.schema>

/** As SQL over its table: active, and past a threshold. */
export const isInAlert = "t.status = 'active' and t.level in ('watch', 'warning', 'critical')"

export const listSpis = operation({
  id: 'listSpis',
  method: 'GET',
  path: '/api/v1/safety/spis',
  summary: 'List safety performance indicators',
  description: 'Each indicator with its thresholds, and its level as last measured.',
  scope: 'safety:read',
  roles: safetyReaders,
  response: Spi.schema,
  list: list({
    of: Spi,
    // A rolling window moves with time, without a write.
    volatile: true,
    defaultSort: 'name',
    sorts: { name: { sql: 'lower(t.name)', type: 'text' } },
    search: ['t.name'],
    indexed: true,
    filters: {
      status: { schema: Spi.schema.properties.status, sql: (value) => `t.status = ${value}` },
      level: { schema: Spi.schema.properties.level, sql: (value) => `t.level = ${value}` },
      in_alert: {
        schema: Type.Boolean({ description: 'Active, and past a threshold.' }),
        sql: (value) => `(${isInAlert}) = ${value}::boolean`,
      },
    },
  }),
})

export const getSpi = operation({
  id: 'getSpi',
  method: 'GET',
  path: '/api/v1/safety/spis/:id',
  summary: 'Get a safety performance indicator',
  description: 'The indicator with its thresholds, and its level as last measured.',
  scope: 'safety:read',
  roles: safetyReaders,
  on: Spi,
  response: Spi.schema,
})

/** The unit of the rate, such as `per 1,000 hours`. */
export const unitOf = ({ per, denominator }: Pick<SpiForm, 'per' | 'denominator'>) =>
  `per ${per.toLocaleString('en-US')} ${denominator}`
