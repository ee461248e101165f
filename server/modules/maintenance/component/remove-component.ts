import { sql, type Tx } from '#platform/database/database.ts'
import type { Emission } from '#platform/kernel/emission.ts'
import type { EventType } from '#platform/kernel/event-type.ts'
import { operation } from '#platform/kernel/operation.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { happenedAt, Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Component, type ComponentForm } from './component.ts'
import { totalsAt } from './component-times.ts'
import { componentRemoved, Installation, type InstallationForm } from './installation.ts'

const notInstalled = problem('component_not_installed', 409, {
  meaning: 'The component is installed nowhere',
  fix: 'Install it first.',
})

export const removeComponent = operation({
  id: 'removeComponent',
  method: 'POST',
  path: '/api/v1/maintenance/components/:id/remove',
  summary: 'Remove a component',
  description:
    'Removes the component from its aircraft. Its times stop, and continue when it is installed again.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: Component,
  emits: componentRemoved,
  body: Type.Object({
    removedAt: Type.Optional(happenedAt('Now by default.')),
    removalReason: Type.Optional(text(3, 2_000)),
  }),
  response: Installation.schema,
  async handle({ tx, body, record, now, emit }) {
    const removedAt = body.removedAt ?? now.toISOString()
    const removed = await takeOff(tx, record, { removedAt, removalReason: body.removalReason ?? null })
    emit(installationEmission(componentRemoved, removed))
    return removed
  },
})

/** Ends the installation of a component, with the totals of its aircraft at that time. */
export async function takeOff(
  tx: Tx,
  { installation }: ComponentForm,
  { removedAt, removalReason }: { removedAt: string; removalReason: string | null },
): Promise<InstallationForm> {
  if (!installation) throw notInstalled()
  if (Date.parse(removedAt) <= Date.parse(installation.installedAt))
    throw ruleBroken('removedAt lies before the installation', {
      details: [{ field: 'removedAt', message: `must lie after ${installation.installedAt}` }],
    })
  const { timeCounter } = await Installation.get(tx, installation.id)
  const totals = await totalsAt(tx, installation.aircraftId, new Date(removedAt), timeCounter)
  await tx.run(sql`
    update component_installations
       set removed_at = ${removedAt}, removal_reason = ${removalReason},
         air_total_at_removal_hundredths = ${totals.air}, cycles_at_removal_hundredths = ${totals.cycles}
     where id = ${installation.id}`)
  return Installation.get(tx, installation.id)
}

export const installationEmission = (type: EventType, installation: InstallationForm): Emission => ({
  type,
  subject: { type: Installation.name, id: installation.id, label: installation.position },
  data: installation,
})
