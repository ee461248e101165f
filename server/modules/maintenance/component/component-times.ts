import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, instant, nullable, Type } from '#platform/kernel/schema.ts'
import { addMonths } from '#rules/calendar.ts'
import { type ComponentTimes, componentTimes } from '#rules/component-time.ts'
import { Component } from './component.ts'

/** The totals of an aircraft over all replaced dials at a moment: those of the last reading before it. */
export async function totalsAt(
  tx: Tx,
  aircraftId: string,
  at: Date,
): Promise<{ air: number | null; cycles: number | null }> {
  const rows = await tx.rows(sql<'totalsAt'>`
    select distinct on (kind) kind, total_hundredths as total
      from meter_readings
     where aircraft_id = ${aircraftId} and kind in ('air', 'cycles') and read_at <= ${at}
       and total_hundredths is not null
     order by kind, read_at desc, (flight_id is null) desc, id desc`)
  const totals = Object.fromEntries(rows.map(({ kind, total }) => [kind, total]))
  return { air: totals.air ?? null, cycles: totals.cycles ?? null }
}

/** The times of a component at a moment; null if it was installed nowhere until then. */
export async function timesAt(
  tx: Tx,
  componentId: string,
  at: Date,
): Promise<
  (ComponentTimes & { aircraftId: string | null; installedAt: Date; installationId: string }) | null
> {
  const installed = await tx.first(sql<'installedAt'>`
    select i.id, i.aircraft_id as "aircraftId", i.installed_at as "installedAt", i.removed_at as "removedAt",
           i.tsn_at_install_hundredths as tsn, i.tso_at_install_hundredths as tso, i.csn_at_install as csn,
           i.air_total_at_install_hundredths as air, i.cycles_at_install_hundredths as cycles,
           i.air_total_at_removal_hundredths as "airAtRemoval", i.cycles_at_removal_hundredths as "cyclesAtRemoval",
           c.life_limit_hundredths as "lifeLimit", c.life_limit_cycles as "lifeLimitCycles",
           c.overhaul_hundredths as overhaul
      from component_installations i
      join components c on c.workspace_id = i.workspace_id and c.id = i.component_id
     where i.component_id = ${componentId} and i.installed_at <= ${at}
     order by i.installed_at desc limit 1`)
  if (!installed) return null
  const isOff = installed.removedAt !== null && installed.removedAt <= at
  const totals = isOff
    ? { air: installed.airAtRemoval, cycles: installed.cyclesAtRemoval }
    : await totalsAt(tx, installed.aircraftId, at)
  const times = componentTimes(
    {
      tsnAtInstall: installed.tsn,
      tsoAtInstall: installed.tso,
      csnAtInstall: installed.csn,
      airTotalAtInstall: installed.air,
      airTotalNow: totals.air ?? installed.air,
      // The meter counts hundredths of a landing.
      cyclesSinceInstall:
        totals.cycles === null || installed.cycles === null
          ? null
          : Math.round((totals.cycles - installed.cycles) / 100),
    },
    {
      lifeLimit: installed.lifeLimit,
      lifeLimitCycles: installed.lifeLimitCycles,
      overhaul: installed.overhaul,
    },
  )
  return {
    ...times,
    aircraftId: isOff ? null : installed.aircraftId,
    installedAt: installed.installedAt,
    installationId: installed.id,
  }
}

const whole = nullable(Type.Integer())
export const getComponentTimes = operation({
  id: 'getComponentTimes',
  method: 'GET',
  path: '/api/v1/maintenance/components/:id/times',
  summary: 'Get the times of a component',
  description:
    'Its time since new and since overhaul, its cycles, and what is left of its limits at a moment. They follow the air total of its aircraft, not the dial.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  on: Component,
  query: Type.Object({ at: Type.Optional(instant('Now by default.')) }),
  response: Type.Object(
    {
      at: instant(),
      aircraftId: nullable(id('acf', 'Null: it is installed nowhere.')),
      installationId: nullable(id('cin')),
      tsnHundredths: whole,
      tsoHundredths: whole,
      csn: whole,
      overhaulRemainingHundredths: nullable(
        Type.Integer({ description: 'Negative once the limit is passed.' }),
      ),
      overhaulDueOn: nullable(date('By its months since it was installed.')),
      lifeRemainingHundredths: whole,
      lifeRemainingCycles: whole,
    },
    { title: 'ComponentTimes' },
  ),
  async handle({ tx, query, record, now }) {
    const at = query.at ?? now.toISOString()
    const times = await timesAt(tx, record.id, new Date(at))
    const { overhaulMonths } = record
    return {
      at,
      aircraftId: times?.aircraftId ?? null,
      installationId: times?.installationId ?? null,
      tsnHundredths: times?.tsn ?? null,
      tsoHundredths: times?.tso ?? null,
      csn: times?.csn ?? null,
      overhaulRemainingHundredths: times?.overhaulRemaining ?? null,
      overhaulDueOn:
        times && overhaulMonths !== null
          ? addMonths(times.installedAt.toISOString().slice(0, 10), overhaulMonths)
          : null,
      lifeRemainingHundredths: times?.lifeRemaining ?? null,
      lifeRemainingCycles: times?.lifeRemainingCycles ?? null,
    }
  },
})
