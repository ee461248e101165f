import { Attachment, filesOf } from '#platform/files/stored-file.ts'
import { eventType } from '#platform/kernel/event-type.ts'
import { list } from '#platform/kernel/list.ts'
import { operation } from '#platform/kernel/operation.ts'
import { resource } from '#platform/kernel/resource.ts'
import {
  id,
  idOrName,
  instant,
  integer,
  nullable,
  oneOf,
  type Static,
  Type,
  text,
} from '#platform/kernel/schema.ts'
import { timeCounters } from './component-times.ts'

export const hundredths = (description: string) =>
  integer(0, 100_000_000, `${description}, in hundredths of an hour.`)

/** The time that a component spent, or spends, on an aircraft. */
export const Installation = resource({
  name: 'component_installation',
  prefix: 'cin',
  title: { one: 'installation', many: 'installations' },
  page: { of: 'componentId' },
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
    airTotalAtInstallHundredths: hundredths('The total of that meter of the aircraft'),
    timeCounter: oneOf(timeCounters, {
      description: 'The meter that its time runs with: tach or hobbs where the aircraft has no air time.',
    }),
    removalReason: nullable(Type.String()),
    files: Type.Array(Attachment, { description: 'Such as its release certificate.' }),
    installedByName: Type.String(),
  }),
  joins: `join components c on c.workspace_id = t.workspace_id and c.id = t.component_id
      join aircraft a on a.workspace_id = t.workspace_id and a.id = t.aircraft_id`,
  expressions: {
    partNumber: 'c.part_number',
    serialNumber: 'c.serial_number',
    aircraftRegistration: 'a.registration',
    files: filesOf('component_installation_files', 'installation_id'),
  },
})

export type InstallationForm = Static<typeof Installation.schema>

const InstallationData = Type.Omit(Installation.schema, ['installedByName', 'files'])
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
  description: 'Which component was installed on which aircraft, and when; the newest first.',
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
