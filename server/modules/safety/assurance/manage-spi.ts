import { insert, update } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { oneOf, Type } from '#platform/kernel/schema.ts'
import { riskRoles } from '#server/roles.ts'
import { evaluate, spiEmissions } from './evaluate.ts'
import { Spi, type SpiForm, spiFields } from './spi.ts'

const { name, numerator, denominator, per, period, direction, watch, warning, critical, ...others } =
  spiFields
const required = { name, numerator, denominator, per, period, direction, watch, warning, critical }
const optionally = <T extends object>(some: T) =>
  Object.fromEntries(Object.entries(some).map(([field, schema]) => [field, Type.Optional(schema)]))

export const createSpi = operation({
  id: 'createSpi',
  method: 'POST',
  path: '/api/v1/safety/spis',
  summary: 'Create a safety performance indicator',
  description: 'The indicator is measured at once, and again as flights, reports and time move its window.',
  scope: 'safety:write',
  roles: riskRoles,
  creates: Spi,
  audits: 'spi.created',
  body: Type.Object({ ...required, ...optionally(others) }),
  response: Spi.schema,
  async handle({ tx, body, principal, now, emit }) {
    checkSpi(body)
    const spiId = newId('spi')
    await insert(tx, 'spis', principal.workspace.uuid, spiId, body)
    const judged = await evaluate(tx, spiId, now, principal.workspace.uuid)
    for (const emission of spiEmissions(judged)) emit(emission)
    return judged.spi
  },
})

export const updateSpi = operation({
  id: 'updateSpi',
  method: 'PATCH',
  path: '/api/v1/safety/spis/:id',
  summary: 'Update a safety performance indicator',
  description:
    'Changes the definition or the thresholds, or retires the indicator. It is measured again at once.',
  scope: 'safety:write',
  roles: riskRoles,
  on: Spi,
  audits: 'spi.updated',
  body: Type.Object({
    ...optionally(required),
    ...optionally(others),
    status: Type.Optional(oneOf(['active', 'retired'])),
  }),
  response: Spi.schema,
  async handle({ tx, body, record, principal, now, emit }) {
    checkSpi({ ...record, ...body })
    if (Object.keys(body).length > 0) await update(tx, 'spis', record.id, body)
    const judged = await evaluate(tx, record.id, now, principal.workspace.uuid)
    for (const emission of spiEmissions(judged)) emit(emission)
    return judged.spi
  },
})

function checkSpi(spi: Record<string, unknown>): void {
  const { watch, warning, critical, direction } = spi as unknown as SpiForm
  const refuse = (message: string, field: string, short: string) =>
    ruleBroken(message, { details: [{ field, message: short }] })
  const rises = watch <= warning && warning <= critical
  const falls = watch >= warning && warning >= critical
  if (direction === 'lower_is_better' && !rises)
    throw refuse(
      'If lower is better, the thresholds must rise: watch, then warning, then critical',
      'critical',
      'must not be below warning, nor warning below watch',
    )
  if (direction === 'higher_is_better' && !falls)
    throw refuse(
      'If higher is better, the thresholds must fall: watch, then warning, then critical',
      'critical',
      'must not be above warning, nor warning above watch',
    )
  if (spi.numerator === 'events' && !spi.eventType)
    throw refuse(
      'Choose the event type that the indicator counts',
      'eventType',
      'is required with numerator events',
    )
}
