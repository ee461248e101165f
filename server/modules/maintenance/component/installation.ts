import { sql } from '#platform/database/database.ts'
import { insert } from '#platform/kernel/crud.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { newId } from '#platform/kernel/id.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { actorOf } from '#platform/kernel/principal.ts'
import { problem, ruleBroken } from '#platform/kernel/problem.ts'
import { resource } from '#platform/kernel/resource.ts'
import { id, idOrName, instant, integer, nullable, Type, text } from '#platform/kernel/schema.ts'
import { maintenanceRoles } from '#server/roles.ts'
import { Component, placeOf } from './component.ts'
import { timesAt, totalsAt } from './component-times.ts'

const installedElsewhere = problem('component_installed_elsewhere', 409, {
  meaning: 'The component is installed already, and can be in one place only',
  fix: 'Remove it there first; the message names where it is.',
})
const positionTaken = problem('position_taken', 409, {
  meaning: 'Another component is installed in this position',
  fix: 'Remove that one first, or choose another position.',
})
const notInstalled = problem('component_not_installed', 409, {
  meaning: 'The component is installed nowhere',
  fix: 'Install it first.',
})

const hundredths = (description: string) =>
  integer(0, 100_000_000, `${description}, in hundredths of an hour.`)

/** The time that a component spent, or spends, on an aircraft. */
export const Installation = resource({
  name: 'component_installation',
  prefix: 'cin',
  title: { one: 'installation', many: 'installations' },
  page: '/maintenance/components',
  table: 'component_installations',
  label: 'position',
  alsoChanges: ['component'],
  schema: Type.Object({
    id: id('cin'),
    componentId: id('cmp'),
    partNumber: Type.String(),
    serialNumber: nullable(Type.String()),
    aircraftId: id('acf'),
    aircraftRegistration: Type.String(),
    position: text(1, 60, 'Such as Engine 1 or Left main gear.'),
    installedAt: instant(),
    removedAt: nullable(instant()),
    tsnAtInstallHundredths: hundredths('Time since new'),
    tsoAtInstallHundredths: nullable(hundredths('Time since overhaul')),
    csnAtInstall: nullable(integer(0, 10_000_000, 'Cycles since new.')),
    airTotalAtInstallHundredths: hundredths('The air total of the aircraft'),
    removalReason: nullable(Type.String()),
    installedByName: Type.String(),
  }),
  joins: `join components c on c.workspace_id = t.workspace_id and c.id = t.component_id
      join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id`,
  expressions: {
    partNumber: 'c.part_number',
    serialNumber: 'c.serial_number',
    aircraftRegistration: 'a.registration',
  },
})

const InstallationData = Type.Omit(Installation.schema, ['installedByName'])
const componentEvent = (type: `component.${string}`, when: string) =>
  eventType(type, {
    stability: 'beta',
    when,
    subject: 'component_installation',
    data: InstallationData,
    scope: 'maintenance:read',
  })
export const componentInstalled = componentEvent(
  'component.installed',
  'a component is installed on an aircraft',
)
export const componentRemoved = componentEvent('component.removed', 'a component is removed from an aircraft')

export const listInstallations = operation({
  id: 'listComponentInstallations',
  method: 'GET',
  path: '/api/v1/maintenance/installations',
  summary: 'List installations of components',
  description: 'Which component was where, and when; the newest first.',
  scope: 'maintenance:read',
  roles: 'staff',
  stability: 'beta',
  response: Installation.schema,
  list: list({
    of: Installation,
    defaultSort: '-installedAt',
    sorts: { installedAt: { sql: 't.installed_at', type: 'timestamptz' } },
    filters: {
      component_id: { schema: id('cmp'), sql: (value) => `t.component_id = ${value}` },
      aircraft: {
        schema: idOrName('acf', 'The id or the registration of the aircraft.'),
        sql: (value) => `t.aircraft_id = any (array(select apron.aircraft_named(${value})))`,
      },
    },
  }),
})

export const installComponent = operation({
  id: 'installComponent',
  method: 'POST',
  path: '/api/v1/maintenance/components/:id/install',
  summary: 'Install a component',
  description:
    'Puts it on an aircraft. Its times go on from those it had at its last removal, or from those that you send.',
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
  body: Type.Object({
    aircraftId: id('acf'),
    position: Installation.schema.properties.position,
    installedAt: Type.Optional(instant('Now by default.')),
    tsnAtInstallHundredths: Type.Optional(
      hundredths('Time since new; by default that of its last removal, or 0'),
    ),
    tsoAtInstallHundredths: Type.Optional(
      nullable(hundredths('Time since overhaul; null: never overhauled')),
    ),
    csnAtInstall: Type.Optional(nullable(integer(0, 10_000_000, 'Cycles since new.'))),
    airTotalAtInstallHundredths: Type.Optional(
      hundredths('The air total of the aircraft; by default that of its readings'),
    ),
  }),
  response: Installation.schema,
  async handle({ tx, body, record, principal, now }) {
    const installedAt = body.installedAt ?? now.toISOString()
    checkNotFuture('installedAt', installedAt, now)
    if (record.installation) throw installedElsewhere(`It is installed: ${await placeOf(tx, record.id)}`)
    const before = await timesAt(tx, record.id, new Date(installedAt))
    const totals = await totalsAt(tx, body.aircraftId, new Date(installedAt))
    const installationId = newId('cin')
    await insert(tx, 'component_installations', principal.workspace.uuid, installationId, {
      componentId: record.id,
      aircraftId: body.aircraftId,
      position: body.position.trim(),
      installedAt,
      tsnAtInstallHundredths: body.tsnAtInstallHundredths ?? before?.tsn ?? 0,
      tsoAtInstallHundredths:
        body.tsoAtInstallHundredths === undefined ? (before?.tso ?? null) : body.tsoAtInstallHundredths,
      csnAtInstall: body.csnAtInstall === undefined ? (before?.csn ?? null) : body.csnAtInstall,
      airTotalAtInstallHundredths: body.airTotalAtInstallHundredths ?? totals.air ?? 0,
      cyclesAtInstallHundredths: totals.cycles,
      installedByName: actorOf(principal).name,
    })
    return Installation.get(tx, installationId)
  },
})

export const removeComponent = operation({
  id: 'removeComponent',
  method: 'POST',
  path: '/api/v1/maintenance/components/:id/remove',
  summary: 'Remove a component',
  description: 'Takes it off its aircraft. Its times stop there, and go on where it is installed next.',
  scope: 'maintenance:write',
  roles: maintenanceRoles,
  stability: 'beta',
  on: Component,
  emits: componentRemoved,
  body: Type.Object({
    removedAt: Type.Optional(instant('Now by default.')),
    removalReason: Type.Optional(text(3, 2_000)),
  }),
  response: Installation.schema,
  async handle({ tx, body, record, now, emit }) {
    const { installation } = record
    if (!installation) throw notInstalled()
    const removedAt = body.removedAt ?? now.toISOString()
    checkNotFuture('removedAt', removedAt, now)
    if (Date.parse(removedAt) <= Date.parse(installation.installedAt))
      throw ruleBroken('removedAt lies before the installation', {
        details: [{ field: 'removedAt', message: `must lie after ${installation.installedAt}` }],
      })
    const totals = await totalsAt(tx, installation.aircraftId, new Date(removedAt))
    await tx.run(sql`
      update component_installations
         set removed_at = ${removedAt}, removal_reason = ${body.removalReason ?? null},
           air_total_at_removal_hundredths = ${totals.air}, cycles_at_removal_hundredths = ${totals.cycles}
       where id = ${installation.id}`)
    const removed = await Installation.get(tx, installation.id)
    emit({
      type: componentRemoved,
      subject: { type: Installation.name, id: removed.id, label: removed.position },
      data: removed,
    })
    return removed
  },
})

function checkNotFuture(field: string, at: string, now: Date): void {
  if (Date.parse(at) > now.getTime() + 60_000)
    throw ruleBroken(`${field} is in the future`, {
      details: [{ field, message: 'must not be in the future' }],
    })
}
