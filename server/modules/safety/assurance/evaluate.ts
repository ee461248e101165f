import { sql, type Tx } from '#platform/database/database.ts'
import { sweep } from '#platform/jobs/sweep.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { Type } from '#platform/kernel/schema.ts'
import { type IndicatorLevel, isCrossing } from '#rules/safety-indicator.ts'
import { notifySafety } from '../report/notify-safety.ts'
import { measure } from './measure.ts'
import { Spi, type SpiForm } from './spi.ts'

/** What events say of an indicator: its thresholds and its level. */
const SpiData = Type.Pick(Spi.schema, [
  'id',
  'name',
  'status',
  'level',
  'levelSince',
  'numerator',
  'denominator',
  'per',
  'period',
  'direction',
  'watch',
  'warning',
  'critical',
  'events',
  'exposure',
  'rate',
  'lower',
  'upper',
  'evaluatedAt',
])
export const spiAlert = eventType('spi.alert', {
  stability: 'beta',
  when: 'a safety performance indicator crosses into watch, warning or critical, once for each crossing',
  subject: 'spi',
  data: SpiData,
  scope: 'safety:read',
})

export const spiAlertCleared = eventType('spi.alert_cleared', {
  stability: 'beta',
  when: 'a safety performance indicator leaves watch, warning or critical for a lower level',
  subject: 'spi',
  data: SpiData,
  scope: 'safety:read',
})

export interface Judged {
  spi: SpiForm
  before: IndicatorLevel
}

/**
 * Measures an indicator now and stores the result. The row is locked until the commit, so that only one of two
 * concurrent evaluations reports a crossing.
 */
export async function evaluate(tx: Tx, spiId: string, now: Date, workspaceUuid: string): Promise<Judged> {
  const loaded = await Spi.load(tx, spiId, true)
  if (!loaded) throw new Error(`The indicator ${spiId} is gone`)
  const spi = loaded.record
  if (spi.status === 'retired') return { spi, before: spi.level }
  const [value] = await measure(tx, spi, now, 1)
  if (!value) throw new Error('An indicator has at least one window')
  const { level, events, exposure, rate, lower, upper } = value
  await tx.run(sql`
    update spis
       set level = ${level}, events = ${events}, exposure = ${exposure}, rate = ${rate}, lower = ${lower},
         upper = ${upper}, evaluated_at = ${now},
         level_since = case when level = ${level} then coalesce(level_since, ${now}) else ${now} end
     where id = ${spiId}`)
  if (isCrossing(spi.level, level))
    await notifySafety(tx, {
      workspaceUuid,
      title: `${spi.name} is at ${level}`,
      path: `/safety/indicators/${spiId}`,
      subject: { type: 'spi', id: spiId },
      severity: level === 'critical' ? 'critical' : level === 'warning' ? 'high' : 'medium',
    })
  return { spi: await Spi.get(tx, spiId), before: spi.level }
}

/** The alert of an upward crossing, its end, or the audit entry of another change of level. */
export function spiEmissions({ spi, before }: Judged): Emission[] {
  if (spi.level === before) return []
  return [
    {
      type: isCrossing(before, spi.level)
        ? spiAlert
        : isCrossing(spi.level, before)
          ? spiAlertCleared
          : 'spi.level_changed',
      subject: { type: 'spi', id: spi.id, label: spi.name },
      data: spi,
      changes: [{ field: 'level', before, after: spi.level }],
    },
  ]
}

/** A rolling window moves with time, and a flight does not know which indicators count it, so a sweep evaluates them. */
export const evaluateSpis = sweep({
  name: 'safety.indicators',
  everyMs: 10 * 60_000,
  actor: 'Indicators',
  table: 'spis',
  due: () => sql`t.status = 'active'`,
  judge: async (tx, { id, workspaceUuid, now }) => spiEmissions(await evaluate(tx, id, now, workspaceUuid)),
})
