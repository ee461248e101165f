import type { Tx } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { newId } from '#platform/kernel/id.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf, type Principal } from '#platform/kernel/principal.ts'
import { problem } from '#platform/kernel/problem.ts'
import { happenedAt, id, integer, nullable, type Static, Type } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Component, type ComponentForm, placeOf } from './component.ts'
import { timeCounterOf, timesAt, totalsAt } from './component-times.ts'
import { componentInstalled, hundredths, Installation, type InstallationForm } from './installation.ts'

export const installedElsewhere = problem('component_installed_elsewhere', 409, {
  meaning: 'The component is installed already, and can be in one place only',
  fix: 'Remove it there first; the message names where it is.',
})
export const positionTaken = problem('position_taken', 409, {
  meaning: 'Another component is installed in this position',
  fix: 'Remove that one first, or choose another position.',
})

const InstallBody = Type.Object({
  aircraftId: id('acf'),
  position: Installation.schema.properties.position,
  installedAt: Type.Optional(happenedAt('Now by default.')),
  tsnAtInstallHundredths: Type.Optional(
    hundredths('Time since new; by default that of its last removal, or 0'),
  ),
  tsoAtInstallHundredths: Type.Optional(nullable(hundredths('Time since overhaul; null: never overhauled'))),
  csnAtInstall: Type.Optional(nullable(integer(0, 10_000_000, 'Cycles since new.'))),
  airTotalAtInstallHundredths: Type.Optional(
    hundredths('The air total of the aircraft; by default that of its readings'),
  ),
})

export const installComponent = operation({
  id: 'installComponent',
  method: 'POST',
  path: '/api/v1/maintenance/components/:id/install',
  summary: 'Install a component',
  description:
    'Installs the component on an aircraft. Its times continue from its last removal, or from the times that you send.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: Component,
  creates: Installation,
  emits: componentInstalled,
  refusals: {
    component_in_one_place: async ({ tx, record }) =>
      installedElsewhere(
        `It is installed at that time: ${await placeOf(tx, String((record as { id?: unknown }).id))}`,
      ),
    component_position: () =>
      positionTaken(undefined, { details: [{ field: 'position', message: 'holds another component' }] }),
  },
  body: InstallBody,
  response: Installation.schema,
  async handle({ tx, body, record, principal, now }) {
    const installedAt = body.installedAt ?? now.toISOString()
    return putOn(tx, principal, record, { ...body, installedAt })
  },
})

/** Installs a component. Its times go on from where they were, but for those that are given. */
export async function putOn(
  tx: Tx,
  principal: Principal,
  component: ComponentForm,
  body: Static<typeof InstallBody> & { installedAt: string },
): Promise<InstallationForm> {
  const { aircraftId, installedAt } = body
  if (component.installation) throw installedElsewhere(`It is installed: ${await placeOf(tx, component.id)}`)
  const before = await timesAt(tx, component.id, new Date(installedAt))
  const timeCounter = await timeCounterOf(tx, aircraftId)
  const totals = await totalsAt(tx, aircraftId, new Date(installedAt), timeCounter)
  const installationId = newId('cin')
  await insert(tx, 'component_installations', principal.workspace.uuid, installationId, {
    componentId: component.id,
    aircraftId,
    position: body.position.trim(),
    installedAt,
    timeCounter,
    tsnAtInstallHundredths: body.tsnAtInstallHundredths ?? before?.tsn ?? 0,
    tsoAtInstallHundredths:
      body.tsoAtInstallHundredths === undefined ? (before?.tso ?? null) : body.tsoAtInstallHundredths,
    csnAtInstall: body.csnAtInstall === undefined ? (before?.csn ?? null) : body.csnAtInstall,
    airTotalAtInstallHundredths: body.airTotalAtInstallHundredths ?? totals.air ?? 0,
    cyclesAtInstallHundredths: totals.cycles,
    installedByName: actorOf(principal).name,
  })
  return Installation.get(tx, installationId)
}
