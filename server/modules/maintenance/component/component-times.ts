import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { date, id, instant, nullable, Type } from '#platform/kernel/schema.ts'
import { addMonths } from '#rules/calendar.ts'
import { type ComponentTimes, componentTimes } from '#rules/component-time.ts'
import { Component, type ComponentForm } from './component.ts'

export const timeCounters = ['air', 'tach', 'hobbs'] as const
export type TimeCounter = (typeof timeCounters)[number]

/** The meter that time in service is counted by: the air time, or what the aircraft has in its place. */
export async function timeCounterOf(tx: Tx, aircraftId: string): Promise<TimeCounter> {
  const meters = await tx.rows(sql<'timeMeters'>`select kind from meters where aircraft_id = ${aircraftId}`)
  return timeCounters.find((counter) => meters.some(({ kind }) => kind === counter)) ?? 'air'
}

/** The totals of an aircraft over all replaced dials at a moment: those of the last reading before it. */
export async function totalsAt(
  tx: Tx,
  aircraftId: string,
  at: Date,
  counter: TimeCounter,
): Promise<{ air: number | null; cycles: number | null }> {
  const rows = await tx.rows(sql<'totalsAt'>`
    select distinct on (kind) kind, total_hundredths as total
      from meter_readings
     where aircraft_id = ${aircraftId} and kind = any (${[counter, 'cycles']}) and read_at <= ${at}
       and total_hundredths is not null
     order by kind, read_at desc, (flight_id is null) desc, id desc`)
  const totals = Object.fromEntries(rows.map(({ kind, total }) => [kind, total]))
  return { air: totals[counter] ?? null, cycles: totals.cycles ?? null }
}

/** The times of a component at a moment; null if it was installed nowhere until then. */
export async function timesAt(
  tx: Tx,
  componentId: string,
  at: Date,
): Promise<
  | (ComponentTimes & {
      aircraftId: string | null
      installedAt: Date
      installationId: string
      airTotal: number | null
      overhaulCountsFrom: Date
    })
  | null
> {
  const installed = await tx.first(sql<'installedAt', { counter: TimeCounter }>`
    select i.id, i.time_counter as counter, i.aircraft_id as "aircraftId",
           i.installed_at as "installedAt", i.removed_at as "removedAt",
           i.tsn_at_install_hundredths as tsn, i.tso_at_install_hundredths as tso, i.csn_at_install as csn,
           i.air_total_at_install_hundredths as air, i.cycles_at_install_hundredths as cycles,
           i.air_total_at_removal_hundredths as "airAtRemoval", i.cycles_at_removal_hundredths as "cyclesAtRemoval",
           c.life_limit_hundredths as "lifeLimit", c.life_limit_cycles as "lifeLimitCycles",
           c.overhaul_hundredths as overhaul, o.done_at as "overhauledAt", o.air_total_hundredths as "airAtOverhaul"
      from component_installations i
      join components c on c.workspace_id = i.workspace_id and c.id = i.component_id
      left join lateral (
        select w.done_at, w.air_total_hundredths from component_works w
         where w.workspace_id = i.workspace_id and w.component_id = i.component_id and w.work = 'overhaul'
           and w.done_at between i.installed_at and ${at}
         order by w.done_at desc, w.id desc limit 1) o on true
     where i.component_id = ${componentId} and i.installed_at <= ${at}
     order by i.installed_at desc limit 1`)
  if (!installed) return null
  const isOff = installed.removedAt !== null && installed.removedAt <= at
  const totals = isOff
    ? { air: installed.airAtRemoval, cycles: installed.cyclesAtRemoval }
    : await totalsAt(tx, installed.aircraftId, at, installed.counter)
  const airTotalNow = totals.air ?? installed.air
  const isOverhauledOff =
    installed.removedAt !== null &&
    installed.overhauledAt !== null &&
    installed.overhauledAt >= installed.removedAt
  const times = componentTimes(
    {
      tsnAtInstall: installed.tsn,
      tsoAtInstall: installed.tso,
      // Off an aircraft no time runs, so one that is overhauled there has 0 until it is installed again.
      airTotalAtOverhaul:
        installed.overhauledAt === null
          ? null
          : isOverhauledOff
            ? airTotalNow
            : (installed.airAtOverhaul ?? installed.air),
      csnAtInstall: installed.csn,
      airTotalAtInstall: installed.air,
      airTotalNow,
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
    airTotal: totals.air,
    overhaulCountsFrom: installed.overhauledAt ?? installed.installedAt,
  }
}

const whole = nullable(Type.Integer())
export const getComponentTimes = operation({
  id: 'getComponentTimes',
  method: 'GET',
  path: '/api/v1/maintenance/components/:id/times',
  summary: 'Get the times of a component',
  description:
    'Its time since new and since overhaul, its cycles, and what is left of its limits at a moment. They follow the total of the meter of its installation, not the dial.',
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
      overhaulDueOn: nullable(date('By its months since it was installed or overhauled.')),
      lifeRemainingHundredths: whole,
      lifeRemainingCycles: whole,
    },
    { title: 'ComponentTimes' },
  ),
  async handle({ tx, query, record, now }) {
    const at = query.at ?? now.toISOString()
    const { airTotalHundredths: _, ...times } = await timesOf(tx, record, new Date(at))
    return { at, ...times }
  },
})

/** The times of a component at a moment in their public form, with the air total of its aircraft. */
export async function timesOf(tx: Tx, { id: componentId, overhaulMonths }: ComponentForm, at: Date) {
  const times = await timesAt(tx, componentId, at)
  return {
    aircraftId: times?.aircraftId ?? null,
    installationId: times?.installationId ?? null,
    tsnHundredths: times?.tsn ?? null,
    tsoHundredths: times?.tso ?? null,
    csn: times?.csn ?? null,
    overhaulRemainingHundredths: times?.overhaulRemaining ?? null,
    overhaulDueOn:
      times && overhaulMonths !== null
        ? addMonths(times.overhaulCountsFrom.toISOString().slice(0, 10), overhaulMonths)
        : null,
    lifeRemainingHundredths: times?.lifeRemaining ?? null,
    lifeRemainingCycles: times?.lifeRemainingCycles ?? null,
    airTotalHundredths: times?.airTotal ?? null,
  }
}
